import { call, connected } from '../host/host';

/**
 * Under what code runs: on whose account, and what the add-on's `AsyncLocalStorage`s hold.
 *
 * V8's own means for this are out of reach, so whatever calls back later captures the context where it was registered and enters it
 * where it runs: `then`, timers, immediates, ticks, microtasks, ops, and each `await`, which the loader rewrites for that. The account
 * counts what was captured and has not run yet: as long as something is to come, an exchange may still be answered.
 *
 * To enter a context costs two writes. Only where the account differs from the one that the host believes in is the host told, so
 * that its watchdog charges and stops whom the work belongs to; while one exchange runs alone, that is never.
 */
export interface Context {
  readonly account: Account;
  readonly stores: Stores;
}

/** What each `AsyncLocalStorage` holds; never changed, only replaced. */
export type Stores = ReadonlyMap<object, unknown> | undefined;

/** Who pays for what runs: an exchange, or the module level. As a context it is the one without stores. */
export class Account implements Context {
  readonly account: Account = this;
  readonly stores: Stores = undefined;
  /** What is tied to it and still to come. */
  pending = 0;

  constructor(readonly number: number) {}

  /**
   * An error that nobody has caught: whether it fails with it, which the log tells. Otherwise it is to be logged.
   *
   * @param own whether it is on its account
   */
  protected takes(error: unknown, own: boolean): boolean;
  protected takes(): boolean {
    return false;
  }

  static takes(account: Account, error: unknown, own: boolean): boolean {
    return account.takes(error, own);
  }
}

class Stored implements Context {
  constructor(
    readonly account: Account,
    readonly stores: Stores,
  ) {}
}

/** The module level: what no exchange pays for. */
export const none = new Account(0);

let now: Context = none;
/** Whom the host charges at the moment. */
let told: Account = none;

export function current(): Context {
  return now;
}

/** The host has begun a call on this account: what it believes needs no telling. */
export function began(account: Account): void {
  now = told = account;
}

export function enter(context: Context): void {
  now = context;
  if (context.account !== told) {
    tell(context.account);
  }
}

function tell(account: Account): void {
  told = account;
  if (connected()) {
    call('slice', `${account.number}`);
  }
}

/** An `await` begins: what follows it is to come. */
export function suspend(): Context {
  now.account.pending++;
  return now;
}

/** That `await` is over, with a value or an error. */
export function resume(context: Context): void {
  context.account.pending--;
  enter(context);
}

const { apply } = Reflect;
const { then: nativeThen, constructor: NativePromise } = Promise.prototype;

/** The same function, which will run under this context and leave the caller's as it was. */
export function bind<F extends (...args: any[]) => any>(f: F, context = now): F {
  return function (this: unknown, ...args: unknown[]): unknown {
    const before = now;
    enter(context);
    try {
      return apply(f, this, args);
    } finally {
      enter(before);
    }
  } as F;
}

/** What runs from now on is nobody's. The host goes on charging whom it did, until somebody's work begins. */
export function leave(): void {
  now = none;
}

/** A context like the current one, with other stores. */
export function stored(stores: Stores): Context {
  return new Stored(now.account, stores);
}

/** A context like the current one, with another value in one store. */
export function withStore(key: object, value: unknown): Context {
  return new Stored(now.account, new Map(now.stores).set(key, value));
}

type Then = (this: unknown, fulfilled: unknown, rejected: unknown) => unknown;

/**
 * Something to wait for that is no promise of V8's: its `then` is called in a microtask of its own, under the context of who waits. It is
 * read once where it can be called, as V8 would. Lazy queries are of this kind: they begin when they are waited for.
 */
export function thenable(value: unknown, context = now): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
    return value;
  }
  let then: unknown;
  try {
    ({ then } = value as { then?: unknown });
  } catch (error) {
    // Thrown once V8 looks, behind whatever surrounds who waits.
    return { then: (_: unknown, rejected: (error: unknown) => void): void => rejected(error) };
  }
  if (typeof then !== 'function') {
    return value;
  }
  return {
    then(fulfilled: unknown, rejected: unknown): unknown {
      enter(context);
      try {
        return apply(then as Then, value, [fulfilled, rejected]);
      } finally {
        now = none;
      }
    },
  };
}

/** What becomes of a promise; other promises pay nothing for thenables. */
export function outcome(value: unknown): unknown {
  return value instanceof NativePromise ? value : thenable(value);
}

/** Runs what was captured, at the end of nobody's stack: there is no caller whose context would have to come back. */
function run(f: (value: unknown) => unknown, context: Context, value: unknown): unknown {
  enter(context);
  try {
    return outcome(f(value));
  } finally {
    now = none;
  }
}

/** The two reactions of a `then`, of which one runs. Counted until then where `counts`. */
function reactions(f: unknown, g: unknown, context: Context, counts: boolean): [unknown, unknown] {
  const { account } = context;
  if (counts) {
    account.pending++;
  }
  const wrapped = (reaction: unknown, otherwise: (value: unknown) => unknown) => {
    const runs = typeof reaction === 'function' ? (reaction as (value: unknown) => unknown) : otherwise;
    return (value: unknown): unknown => {
      try {
        return run(runs, context, value);
      } finally {
        if (counts) {
          account.pending--;
        }
      }
    };
  };
  return [wrapped(f, pass), wrapped(g, fail)];
}

const pass = (value: unknown): unknown => value;
const fail = (error: unknown): never => {
  throw error;
};

/** `then` for the library's own promises: under the context of whoever calls, and not counted. */
export function quietly<T>(promise: PromiseLike<T>, f: ((value: T) => unknown) | undefined, g?: (error: unknown) => unknown): Promise<unknown> {
  return apply(nativeThen, promise, reactions(f, g, now, false)) as Promise<unknown>;
}

/** `then` for what add-ons hand to the library: under the context of whoever calls, and counted. */
export function counted<T>(promise: PromiseLike<T>, f: (value: T) => unknown): void {
  void apply(nativeThen, promise, reactions(f, undefined, now, true));
}

/** `Promise.prototype.then` as add-ons find it. `catch`, `finally` and the combinators of `Promise` call it. */
function then(this: Promise<unknown>, f?: unknown, g?: unknown): unknown {
  // What is no promise V8 refuses.
  if ((typeof f !== 'function' && typeof g !== 'function') || !(this instanceof NativePromise)) {
    return apply(nativeThen, this, [f, g]);
  }
  // At module level too: it must not run under whoever settles the promise.
  return apply(nativeThen, this, reactions(f, g, now, now.account !== none));
}

const { prototype } = Promise;

function install(value: unknown): void {
  Object.defineProperty(prototype, 'then', { value, writable: true, configurable: true, enumerable: false });
}

install(then);

type Static = (this: unknown, ...args: unknown[]) => unknown;

const { resolve: nativeResolve, try: nativeTry } = NativePromise as unknown as { resolve: Static; try?: Static };

const statics = {
  /** The combinators call it too. */
  resolve(this: unknown, value: unknown): unknown {
    'use strict';
    return apply(nativeResolve, this, [outcome(value)]);
  },

  try(this: unknown, f: unknown, ...args: unknown[]): unknown {
    const called = typeof f === 'function' ? (...given: unknown[]): unknown => outcome(apply(f, undefined, given)) : f;
    return apply(nativeTry as Static, this, [called, ...args]);
  },
};

for (const [name, value] of Object.entries(statics)) {
  if (name in NativePromise) {
    Object.defineProperty(NativePromise, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

/**
 * Evaluates a library that keeps `then` for promises of its own, many of which never settle: those are not what an exchange waits for.
 */
export function withQuietThen<T>(evaluate: () => T): T {
  const found = prototype.then;
  install(function (this: Promise<unknown>, f?: unknown, g?: unknown): unknown {
    return quietly(this, f as (value: unknown) => unknown, g as (error: unknown) => unknown);
  });
  try {
    return evaluate();
  } finally {
    install(found);
  }
}
