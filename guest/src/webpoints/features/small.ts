import { isThenable, whenSettled } from '../../runtime/thenables';
import { bodyParser as parser } from '../middleware';
import { fail, isDescriptor, rewrite, type Handler } from './feature';

const synchronous = new WeakSet<object>();
const parsed = new WeakSet<object>();
const switched = new WeakSet<object>();
const guarded = new WeakSet<object>();

const NOT_FOUND = 404;
export const DISABLED = 'Application instance is disabled';

/** With `synchronous: true`, what the handler returns, or its promise gives, is the answer. */
export function syncHandler(descriptor: unknown): boolean {
  if (!isDescriptor(descriptor) || descriptor['synchronous'] !== true || synchronous.has(descriptor) || typeof descriptor['handler'] !== 'function') {
    return false;
  }
  synchronous.add(descriptor);
  const { handler } = descriptor;
  rewrite(descriptor, function (args, callback) {
    const value = (handler as Handler).apply(this, args);
    if (isThenable(value)) {
      whenSettled(value, callback, (error) => {
        fail(this, error);
      });
    } else {
      callback(value);
    }
  });
  return true;
}

/** With `parseBody: true`, the body is parsed before the middleware of the operation runs. */
export function bodyParser(descriptor: unknown): boolean {
  if (!isDescriptor(descriptor) || descriptor['parseBody'] !== true || parsed.has(descriptor)) {
    return false;
  }
  parsed.add(descriptor);
  const own = descriptor['middleware'] ?? [];
  descriptor['middleware'] = [parser(), ...(Array.isArray(own) ? (own as unknown[]) : [own])];
  return true;
}

/** Where `enabled` of the environment is false, operations answer 404. */
export function switcher(descriptor: unknown): boolean {
  if (!isDescriptor(descriptor) || switched.has(descriptor) || typeof descriptor['handler'] !== 'function') {
    return false;
  }
  switched.add(descriptor);
  const { handler } = descriptor;
  rewrite(descriptor, function (args, callback) {
    const { enabled = true } = this as { enabled?: unknown };
    return enabled ? (handler as Handler).call(this, ...args, callback) : callback(DISABLED, NOT_FOUND);
  });
  return true;
}

/** With `handleErrors: true`, what the operation throws or passes to `next` is an incident, whatever status the error has. */
export function errorHandler(descriptor: unknown): boolean {
  if (!isDescriptor(descriptor) || descriptor['handleErrors'] !== true) {
    return false;
  }
  guarded.add(descriptor);
  return true;
}

export function handlesErrors(descriptor: object): boolean {
  return guarded.has(descriptor);
}
