import { current, leave as nobody, outcome, resume, suspend as pause, enter, thenable, type Context } from './context';

/**
 * What rewritten code calls where a function suspends and goes on; see {@link ./rewriter} for where. All of it keeps to one rule: between two
 * microtasks nobody's context is current, so that code which nobody rewrote finds none, and never another request's.
 */

const { apply } = Reflect;
const NativePromise = Promise;
const { asyncIterator, iterator, dispose } = Symbol as unknown as Record<'asyncIterator' | 'iterator' | 'dispose', symbol>;

/** An `await` begins. Who has waited before stands at the end of nobody's stack: what follows there is nobody's. */
function suspend(before: Context | undefined): Context {
  const context = pause();
  if (before !== undefined) {
    nobody();
  }
  return context;
}

/** A function that has waited ends, maybe because an `await` has thrown. */
function leave(context: Context, waits: number): void {
  if (waits === 1) {
    resume(context);
  }
  nobody();
}

/** What is known of a running asynchronous generator. */
interface Running {
  /** Calls of its methods that are on the stack: it runs under its caller's context. */
  calls: number;
  /** Such a call has not been seen by the generator yet: it goes on because of it, if it does. */
  fresh: boolean;
  /** It stands at a `yield`. */
  yielded: boolean;
  /** The context of who called last while it stood there. */
  last: Context;
  /** The same, of who told it to return. */
  returning: Context | undefined;
}

const running = new WeakMap<object, Running>();
/** The one whose method is being called. */
let called: Running | undefined;

/** The generator that begins to run. */
function generator(): Running {
  const self = called as Running;
  self.fresh = false;
  return self;
}

/** A generator suspends. Its caller goes on, or else nobody. */
function pauseUncounted(self: Running): Context {
  const context = current();
  self.yielded = true;
  if (self.calls === 0) {
    nobody();
  }
  return context;
}

function pauseCounted(self: Running): Context {
  const context = pause();
  if (self.calls === 0) {
    nobody();
  }
  return context;
}

/** Behind a `yield`: called just now, it has its caller's context; with a call that had to wait, its own from before. */
function resumed(self: Running, context: Context): void {
  self.yielded = false;
  if (self.fresh) {
    self.fresh = false;
    self.last = current();
  } else {
    enter(self.returning ?? context);
  }
  self.returning = undefined;
}

/** In a `catch` or `finally` of a generator. */
function caught(self: Running, context: Context, waits: number): 0 {
  if (waits === 1) {
    resume(context);
  } else if (waits === 2) {
    resumed(self, context);
  } else {
    delegated(self);
  }
  return 0;
}

function finish(self: Running, context: Context, waits: number): void {
  if (waits === 1) {
    resume(context);
  }
  if (self.calls === 0) {
    nobody();
  }
}

function delegated(self: Running): void {
  enter(self.last);
}

/** `yield*`: what is delegated to is called under the context of who calls the generator. */
function delegate(inner: unknown, self: Running): unknown {
  self.last = current();
  return watched(
    inner,
    'yield* (intermediate value) is',
    (method) => {
      if (self.fresh) {
        self.fresh = false;
        self.last = current();
      } else {
        enter(self.last);
      }
      const result = method();
      self.last = current();
      if (self.calls === 0) {
        nobody();
      }
      return result;
    },
    true,
  );
}

const generators = Object.getPrototypeOf(
  Object.getPrototypeOf(
    // eslint-disable-next-line @typescript-eslint/no-empty-function
    (async function* () {})(),
  ),
) as Record<string, (this: object, value: unknown) => unknown>;

/** Generators hear of it when their methods are called: whether they go on under their caller's context depends on it. */
function hearing(name: 'next' | 'return' | 'throw'): void {
  const original = generators[name] as (this: object, value: unknown) => unknown;
  const method = {
    [name](this: object, value: unknown): unknown {
      'use strict';
      let self = running.get(this);
      if (self === undefined) {
        self = { calls: 0, fresh: false, yielded: false, last: current(), returning: undefined };
        if (typeof this === 'object' && this !== null) {
          running.set(this, self);
        }
      }
      const before = called;
      called = self;
      self.calls++;
      self.fresh = name !== 'return';
      if (name === 'return' && self.yielded) {
        self.returning = current();
      }
      try {
        return apply(original, this, arguments.length === 0 ? [] : [value]);
      } finally {
        self.calls--;
        self.fresh = false;
        called = before;
      }
    },
  }[name];
  Object.defineProperty(method, 'length', { value: 1, configurable: true });
  Object.defineProperty(generators, name, { value: method, writable: true, configurable: true, enumerable: false });
}

/** A loop, or a declaration, that waits on its own. */
interface Cell {
  readonly generator: Running | 0;
  /** While it waits. */
  context: Context | undefined;
  /** Whether its function has waited before: then it stands at the end of nobody's stack. */
  waited: boolean;
}

function cell(self: Running | 0, context?: Context): Cell {
  return { generator: self, context: undefined, waited: context !== undefined };
}

/** A round of a loop begins, or what has waited is over; returns a context if there ever was one. */
function round(waiting: Cell, before: Context | undefined): Context | undefined {
  const { context } = waiting;
  if (context === undefined) {
    return before;
  }
  waiting.context = undefined;
  waiting.waited = true;
  resume(context);
  return context;
}

/** It waits from now on, but for what is still called synchronously. */
function waits(waiting: Cell): void {
  waiting.context = pause();
}

/** `for await`: notes the context when the iterator has been asked. `said`: what V8 would say of something else. */
function iterate(iterable: unknown, waiting: Cell, said: string): unknown {
  return watched(
    iterable,
    said,
    (method) => {
      const { context } = waiting;
      if (context !== undefined) {
        // V8 closes what has given a promise that is rejected: the loop waits already.
        enter(context);
        try {
          return method();
        } finally {
          nobody();
        }
      }
      const result = method();
      waits(waiting);
      if (waiting.generator === 0 ? waiting.waited : waiting.generator.calls === 0) {
        nobody();
      }
      return result;
    },
    false,
  );
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A value as V8 shows it in such a message. */
function shown(value: unknown): string {
  return typeof value === 'object' ? '#<Object>' : `${typeof value} ${String(value)}`;
}

/** The same iterable, with something around each call of its iterator's methods. */
function watched(iterable: unknown, said: string, around: (method: () => unknown) => unknown, throws: boolean): unknown {
  if (iterable === undefined || iterable === null) {
    return iterable;
  }
  const own = iterable as Record<symbol, Method | null | undefined>;
  const asynchronous = own[asyncIterator];
  const symbol = asynchronous === undefined || asynchronous === null ? iterator : asyncIterator;
  const begin = symbol === asyncIterator ? asynchronous : own[iterator];
  if (typeof begin !== 'function') {
    const error = new TypeError(begin === undefined || begin === null ? `${said} not async iterable` : `${shown(begin)} is not a function`);
    Error.captureStackTrace(error, throws ? delegate : iterate);
    throw error;
  }
  const given = symbol === asyncIterator ? (result: unknown): unknown => result : waitable;
  return {
    [symbol](): unknown {
      const inner = apply(begin, iterable, []) as Record<string, unknown>;
      if ((typeof inner !== 'object' || inner === null) && typeof inner !== 'function') {
        return inner;
      }
      const { next } = inner;
      const optional = (name: string): unknown => {
        const method = inner[name];
        return typeof method !== 'function' ? method : (...args: unknown[]): unknown => around(() => given(apply(method as Method, inner, args)));
      };
      return {
        next: typeof next !== 'function' ? next : (...args: unknown[]): unknown => around(() => given(apply(next as Method, inner, args))),
        get return(): unknown {
          return optional('return');
        },
        ...(throws ? { throw: optional('throw') } : {}),
      };
    },
  };
}

/** What a synchronous iterator gives is waited for: under the context of who asks. */
function waitable(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) {
    return result;
  }
  const { done, value } = result as IteratorResult<unknown>;
  return { done, value: outcome(value) };
}

/** At the end of a function whose body stands in no block. */
function ending(end: () => void): object {
  return { [dispose]: end };
}

/** Disposed of last but one, before what a declaration holds. */
function disposes(waiting: Cell): object {
  return {
    [dispose]: () => {
      waits(waiting);
    },
  };
}

/** Disposed of when that is. */
function disposed(waiting: Cell, waited: (context: Context | undefined) => void): object {
  return {
    [dispose]: () => {
      waited(round(waiting, undefined));
    },
  };
}

/** What rewritten code calls, by any of its names; they are those in {@link ./inserted}, and constants of the bundle's script. */
declare const $annexA: Record<string, unknown>;

export function install(strings: Record<string, unknown>): void {
  hearing('next');
  hearing('return');
  hearing('throw');
  const library = {
    Promise: NativePromise,
    suspend,
    resume,
    leave,
    thenable,
    outcome,
    ending,
    generator,
    pause: pauseUncounted,
    pauseCounted,
    resumed,
    caught,
    finish,
    delegate,
    delegated,
    cell,
    round,
    iterate,
    disposing: waits,
    disposes,
    disposed,
    ...strings,
  };
  for (const [name, value] of Object.entries(library)) {
    $annexA[name] = value;
  }
  Object.freeze($annexA);
}
