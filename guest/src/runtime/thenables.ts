import { quietly } from '../contexts/context';

/** Promises, as they were before any add-on code ran. */
const resolve = Promise.resolve.bind(Promise);

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
}

/** Calls one of both when it has settled, under the context of now. */
export function whenSettled(value: PromiseLike<unknown>, fulfilled: (value: unknown) => void, rejected: (error: unknown) => void): void {
  void quietly(resolve(value), fulfilled, rejected);
}
