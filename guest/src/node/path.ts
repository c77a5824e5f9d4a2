/** Node's `path`, as it is on the host's kind of system. */
import { posix as paths, win32 as windows } from 'path-unified';
import { invalidType } from './errors';

type Function_ = (...args: unknown[]) => unknown;

/** Its functions, with Node's errors. */
function module(functions: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, value]) => [name, typeof value === 'function' ? checked(name, value as Function_) : (value as unknown)]),
  );
}

function checked(name: string, fn: Function_): Function_ {
  return {
    [name]: (...args: unknown[]): unknown => {
      try {
        return fn(...args);
      } catch (error) {
        const [, argument, type] = /^The "(.+?)" argument must be of type (\w+)/i.exec((error as Error).message) ?? [];
        if (argument === undefined || type === undefined) {
          throw error;
        }
        throw invalidType(argument, `of type ${type.toLowerCase()}`, args.find((each) => typeof each !== type.toLowerCase()));
      }
    },
  }[name] as Function_;
}

export const posix = module(paths);
export const win32 = module(windows);
for (const each of [posix, win32]) {
  Object.assign(each, { posix, win32 });
}
