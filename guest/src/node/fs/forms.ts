/** The three forms of what `fs` does: one that waits, one that calls back, one with a promise. */
import { counted, current, none, quietly } from '../../contexts/context';
import { later, now, type Steps } from '../../services/steps';
import { nextTick } from '../../runtime/ticks';
import { invalidArgument, translated, type Called } from './failures';

type Make = (...args: any[]) => Steps<any>;
type Callback = (error: unknown, ...values: unknown[]) => void;

/** What the host fails with is said as Node says it. */
function* told<T>(make: () => Steps<T>, called: Called): Steps<T> {
  try {
    return yield* make();
  } catch (error) {
    throw translated(error, called);
  }
}

function calledWith(name: string, args: readonly unknown[]): Called {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const two = name === 'rename' || name === 'copyFile' || name === 'cp';
  return { syscall: SYSCALLS[name] ?? name.toLowerCase(), path: text(args[0]), dest: two ? text(args[1]) : undefined };
}

const SYSCALLS: Readonly<Record<string, string>> = { readFile: 'open', writeFile: 'open', appendFile: 'open', truncate: 'open', readdir: 'scandir' };

export function waiting(name: string, make: Make): (...args: unknown[]) => unknown {
  return (...args) => now(told(() => make(...args), calledWith(name, args)));
}

/** While an add-on is loaded nothing answers later; so there the promise is one of what has been done. */
export function promising(name: string, make: Make): (...args: unknown[]) => Promise<unknown> {
  return (...args) => {
    const steps = (): Steps<unknown> => told(() => make(...args), calledWith(name, args));
    return current().account === none ? new Promise((resolve) => resolve(now(steps()))) : later(steps);
  };
}

export function callbackOf(value: unknown): Callback {
  if (typeof value !== 'function') {
    throw invalidArgument('cb', 'of type function', value);
  }
  return value as Callback;
}

/** Calls back in a tick of its own, where what it throws is nobody's rejection. */
export function settles(promise: Promise<unknown>, callback: Callback, spread = false): void {
  const both = quietly<unknown>(
    promise,
    (value) => [null, ...(spread ? (value as unknown[]) : [value])],
    (error) => [error],
  ) as Promise<unknown[]>;
  counted(both, (args) => {
    nextTick(callback, ...args);
  });
}

/** Where there is no value, the callback is given the error alone. */
export function calling(name: string, make: Make): (...args: unknown[]) => void {
  const begin = promising(name, make);
  return (...args) => {
    const callback = callbackOf(args.pop());
    settles(begin(...args), (error, value) => {
      if (error !== null || value === undefined) {
        callback(error);
      } else {
        callback(null, value);
      }
    });
  };
}
