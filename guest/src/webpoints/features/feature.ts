import type { OperationContext } from '../context';
import { isThenable, whenSettled } from '../../runtime/thenables';

/** An operation as the application describes it; features may write into it. */
export type Descriptor = Record<string, unknown> & object;
export type Handler = (this: OperationContext, ...args: unknown[]) => unknown;
export type Apply = (descriptor: unknown, server: unknown) => unknown;

/** What a feature hears of an application. */
export interface Extended {
  readonly operations: Record<string, unknown>;
}

/** What an application lists: a function, or an object that may also hear of the application before its operations are registered. */
export interface Feature {
  init?(application: Extended): unknown;
  apply?: Apply;
}

/** What features are called by in errors: the URL of what they were applied to first. */
const names = new WeakMap<object, string>();
/** What an operation has failed with; only where a feature runs its handler. */
const failures = new WeakMap<object, (error: unknown) => void>();
const rewritten = new WeakSet<object>();

export function isDescriptor(value: unknown): value is Descriptor {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function name(descriptor: object, url: string): void {
  if (!names.has(descriptor)) {
    names.set(descriptor, url);
  }
}

export function nameOf(descriptor: object): string {
  return names.get(descriptor) ?? 'of a feature';
}

/** Whether a feature of the library runs the handler of a descriptor. */
export function isRewritten(descriptor: object): boolean {
  return rewritten.has(descriptor);
}

/** Replaces the handler of a descriptor by one that gets its arguments as a list, and its callback. */
export function rewrite(descriptor: Descriptor, handler: (this: OperationContext, args: unknown[], callback: (...results: unknown[]) => unknown) => unknown): void {
  rewritten.add(descriptor);
  descriptor['handler'] = toPlainFunction(handler as PlainBody);
}

type PlainBody = (this: unknown, args: unknown[], callback: unknown) => unknown;

/** A function that takes its arguments one by one, the callback last. */
export function toPlainFunction(body: PlainBody): (this: unknown, ...args: unknown[]) => unknown {
  if (typeof body !== 'function') {
    throw new TypeError(`toPlainFunction: ${String(body)} (expected: a function (args, callback))`);
  }
  return function (this: unknown, ...args: unknown[]): unknown {
    const callback = args.pop();
    return body.call(this, args, callback);
  };
}

/** Where what an operation fails with is to go that has this context. */
export function failing(context: object, failed: (error: unknown) => void): void {
  failures.set(context, failed);
}

/** The operation has failed; thrown on where nobody is to be told, as in a call that an application has made by itself. */
export function fail(context: unknown, error: unknown): void {
  const failed = typeof context === 'object' && context !== null ? failures.get(context) : undefined;
  if (failed === undefined) {
    throw error;
  }
  failed(error);
}

/** Runs a handler so that what it throws, or its promise is rejected with, fails the operation and nobody who stands between. */
export function invoke(handler: unknown, context: unknown, args: readonly unknown[], failed: (error: unknown) => void = (error) => {
  fail(context, error);
}): void {
  try {
    const promise = (handler as Handler).apply(context as OperationContext, [...args]);
    if (isThenable(promise)) {
      whenSettled(promise, ignore, failed);
    }
  } catch (error) {
    failed(error);
  }
}

function ignore(): void {
  // A handler answers by its callback.
}
