/** Node's `events`: the emitter from npm, with what has come to Node's since. */
import { becomeEmitter } from '../runtime/process';
import { AsyncResource } from '../contexts/hooks';
import { aborted, coded, invalidType, outOfRange } from './errors';

type Listener = (...args: any[]) => void;

interface Emitter {
  on(event: PropertyKey, listener: Listener): this;
  once(event: PropertyKey, listener: Listener): this;
  off(event: PropertyKey, listener: Listener): this;
  emit(event: PropertyKey, ...args: unknown[]): boolean;
  listeners(event: PropertyKey): Listener[];
  listenerCount(event: PropertyKey): number;
  getMaxListeners(): number;
  setMaxListeners(count: number): this;
}

interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(event: string, listener: Listener, options?: object): void;
  removeEventListener(event: string, listener: Listener): void;
}

type Class = (new (options?: object) => Emitter) & Record<string, unknown> & { prototype: Emitter; defaultMaxListeners: number; init(this: object, options?: object): void };

const base = require('events') as Class;

/** The same, with options. */
const EventEmitter: Class = {
  EventEmitter: function (this: object, options?: object): void {
    EventEmitter.init.call(this, options);
  },
}.EventEmitter as unknown as Class;
EventEmitter.prototype = base.prototype;
Object.defineProperty(base.prototype, 'constructor', { value: EventEmitter, writable: true, configurable: true, enumerable: false });
Object.setPrototypeOf(EventEmitter, base);
Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
  enumerable: true,
  configurable: true,
  get: () => base.defaultMaxListeners,
  set: (count: unknown) => {
    if (typeof count !== 'number') {
      throw invalidType('defaultMaxListeners', 'of type number', count);
    }
    if (!(count >= 0)) {
      throw outOfRange('defaultMaxListeners', 'a non-negative number', count);
    }
    base.defaultMaxListeners = count;
  },
});
const { EventTarget } = globalThis as unknown as { EventTarget: (new () => Signal) & { prototype: Signal } };

const errorMonitor = Symbol('events.errorMonitor');
const captureRejectionSymbol = Symbol.for('nodejs.rejection');
let capture = false;
const CAPTURES = Symbol('captures');

interface Capturing {
  [CAPTURES]?: boolean;
  [captureRejectionSymbol]?: (error: unknown, event: PropertyKey, ...args: unknown[]) => void;
}

const { emit } = EventEmitter.prototype;

/** Tells whoever watches errors first, and who fails what an asynchronous listener is rejected with. */
EventEmitter.prototype.emit = function (this: Emitter & Capturing & { _events?: object }, event: PropertyKey, ...args: unknown[]): boolean {
  if (event === 'error' && this._events !== undefined && Object.hasOwn(this._events, errorMonitor)) {
    Reflect.apply(emit, this, [errorMonitor, ...args]);
  }
  if (event === 'error' && args.length > 0 && !(args[0] instanceof Error) && this.listenerCount('error') === 0) {
    const [value] = args;
    throw coded(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${typeof value === 'string' ? `'${value}'` : String(value)})`, { context: value });
  }
  return Reflect.apply(emit, this, [event, ...args]);
};

const { on: add } = EventEmitter.prototype;

function checked(listener: unknown): void {
  if (typeof listener !== 'function') {
    throw invalidType('listener', 'of type function', listener);
  }
}

for (const name of ['once', 'off', 'removeListener', 'prependListener', 'prependOnceListener'] as const) {
  const method = (EventEmitter.prototype as unknown as Record<string, (...args: unknown[]) => unknown>)[name] as (...args: unknown[]) => unknown;
  (EventEmitter.prototype as unknown as Record<string, unknown>)[name] = function (this: Emitter, event: PropertyKey, listener: unknown): unknown {
    checked(listener);
    return Reflect.apply(method, this, [event, listener]);
  };
}

function caught(emitter: Emitter & Capturing, event: PropertyKey, listener: Listener): Listener {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(listener, this, args) as unknown;
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
      (result as PromiseLike<unknown>).then(undefined, (error: unknown) => {
        const handler = emitter[captureRejectionSymbol];
        if (typeof handler === 'function') {
          Reflect.apply(handler, emitter, [error, event, ...args]);
        } else {
          emitter.emit('error', error);
        }
      });
    }
    return result;
  };
  return Object.assign(wrapped, { listener }) as unknown as Listener;
}

for (const name of ['on', 'addListener'] as const) {
  (EventEmitter.prototype as unknown as Record<string, unknown>)[name] = function (this: Emitter & Capturing, event: PropertyKey, listener: unknown): Emitter {
    checked(listener);
    const captures = (this[CAPTURES] ?? capture) && event !== 'error';
    return Reflect.apply(add, this, [event, captures ? caught(this, event, listener as Listener) : listener]);
  };
}

const { init } = base;
EventEmitter.init = function (this: object, options?: { captureRejections?: boolean }): void {
  Reflect.apply(init, this, []);
  if (options?.captureRejections !== undefined) {
    if (typeof options.captureRejections !== 'boolean') {
      throw invalidType('options.captureRejections', 'of type boolean', options.captureRejections);
    }
    Object.defineProperty(this, CAPTURES, { value: options.captureRejections });
  }
};

function isTarget(value: unknown): value is Signal {
  return value instanceof EventTarget || typeof (value as Signal | undefined)?.addEventListener === 'function';
}

function isEmitter(value: unknown): value is Emitter {
  return typeof (value as Emitter | undefined)?.on === 'function';
}

function checkSignal(signal: Signal | undefined): void {
  if (signal !== undefined && (typeof (signal as unknown) !== 'object' || (signal as unknown) === null || !('aborted' in signal))) {
    throw invalidType('options.signal', 'an instance of AbortSignal', signal);
  }
}

async function once(emitter: unknown, event: string | symbol, options: { signal?: Signal } = {}): Promise<unknown[]> {
  const { signal } = options;
  checkSignal(signal);
  if (signal?.aborted === true) {
    throw aborted(signal);
  }
  return await new Promise((resolve, reject) => {
    const done = (...args: unknown[]): void => {
      clean();
      resolve(args);
    };
    const failed = (error: unknown): void => {
      clean();
      reject(error as Error);
    };
    const stop = (): void => {
      failed(aborted(signal));
    };
    const clean = (): void => {
      signal?.removeEventListener('abort', stop);
      if (isEmitter(emitter)) {
        emitter.off(event, done);
        emitter.off('error', failed);
      } else {
        (emitter as Signal).removeEventListener(event as string, done);
      }
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (isEmitter(emitter)) {
      emitter.once(event, done);
      if (event !== 'error') {
        emitter.once('error', failed);
      }
    } else if (isTarget(emitter)) {
      emitter.addEventListener(event as string, done, { once: true });
    } else {
      reject(invalidType('emitter', 'an instance of EventEmitter', emitter));
    }
  });
}

interface OnOptions {
  readonly signal?: Signal;
  readonly close?: readonly string[];
}

function on(emitter: unknown, event: string, options: OnOptions = {}): AsyncIterableIterator<unknown[]> {
  const { signal, close = [] } = options;
  checkSignal(signal);
  if (signal?.aborted === true) {
    throw aborted(signal);
  }
  const held: unknown[][] = [];
  const waiting: { resolve: (result: IteratorResult<unknown[]>) => void; reject: (error: unknown) => void }[] = [];
  let error: { readonly error: unknown } | undefined;
  let ended = false;
  const heard = (...args: unknown[]): void => {
    const next = waiting.shift();
    if (next === undefined) {
      held.push(args);
    } else {
      next.resolve({ done: false, value: args });
    }
  };
  const failed = (what: unknown): void => {
    const next = waiting.shift();
    if (next === undefined) {
      error = { error: what };
    } else {
      next.reject(what);
    }
    void end();
  };
  const stop = (): void => {
    failed(aborted(signal));
  };
  const over = (): void => {
    void end();
  };
  const end = (): Promise<IteratorResult<unknown[]>> => {
    signal?.removeEventListener('abort', stop);
    if (isEmitter(emitter)) {
      emitter.off(event, heard);
      emitter.off('error', failed);
      close.forEach((name) => (emitter as Emitter).off(name, over));
    } else {
      (emitter as Signal).removeEventListener(event, heard);
    }
    ended = true;
    for (const { resolve } of waiting.splice(0)) {
      resolve({ done: true, value: undefined });
    }
    return Promise.resolve({ done: true, value: undefined });
  };
  if (isEmitter(emitter)) {
    emitter.on(event, heard);
    if (event !== 'error') {
      emitter.on('error', failed);
    }
    close.forEach((name) => emitter.on(name, over));
  } else if (isTarget(emitter)) {
    emitter.addEventListener(event, heard);
  } else {
    throw invalidType('emitter', 'an instance of EventEmitter or EventTarget', emitter);
  }
  signal?.addEventListener('abort', stop, { once: true });
  return {
    next(): Promise<IteratorResult<unknown[]>> {
      const value = held.shift();
      if (value !== undefined) {
        return Promise.resolve({ done: false, value });
      }
      if (error !== undefined) {
        const { error: what } = error;
        error = undefined;
        return Promise.reject(what as Error);
      }
      return ended ? Promise.resolve({ done: true, value: undefined }) : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: end,
    throw(what: unknown): Promise<IteratorResult<unknown[]>> {
      if (!(what instanceof Error)) {
        throw invalidType('EventEmitter.AsyncIterator', 'an instance of Error', what);
      }
      error = { error: what };
      void end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator](): AsyncIterableIterator<unknown[]> {
      return this;
    },
  };
}

const mostOfTargets = new WeakMap<object, number>();

function setMaxListeners(count: unknown = EventEmitter.defaultMaxListeners, ...targets: unknown[]): void {
  if (typeof count !== 'number') {
    throw invalidType('setMaxListeners', 'of type number', count);
  }
  if (!(count >= 0)) {
    throw outOfRange('setMaxListeners', '>= 0', count);
  }
  if (targets.length === 0) {
    EventEmitter.defaultMaxListeners = count;
  }
  for (const target of targets) {
    if (typeof (target as Emitter | undefined)?.setMaxListeners === 'function') {
      (target as Emitter).setMaxListeners(count);
    } else if (isTarget(target)) {
      mostOfTargets.set(target, count);
    } else {
      throw invalidType('eventTargets', 'an instance of EventEmitter or EventTarget', target);
    }
  }
}

function getMaxListeners(target: unknown): number {
  if (typeof (target as Emitter | undefined)?.getMaxListeners === 'function') {
    return (target as Emitter).getMaxListeners();
  }
  if (isTarget(target)) {
    return mostOfTargets.get(target) ?? EventEmitter.defaultMaxListeners;
  }
  throw invalidType('emitter', 'an instance of EventEmitter or EventTarget', target);
}

function getEventListeners(target: unknown, event: PropertyKey): Listener[] {
  if (typeof (target as Emitter | undefined)?.listeners === 'function') {
    return (target as Emitter).listeners(event);
  }
  if (isTarget(target)) {
    return [];
  }
  throw invalidType('emitter', 'an instance of EventEmitter or EventTarget', target);
}

function addAbortListener(signal: Signal | undefined, listener: unknown): object {
  if (signal === undefined) {
    throw invalidType('signal', 'an instance of AbortSignal', signal);
  }
  checkSignal(signal);
  if (typeof listener !== 'function') {
    throw invalidType('listener', 'of type function', listener);
  }
  if (signal.aborted) {
    queueMicrotask(() => {
      (listener as Listener)();
    });
  } else {
    signal.addEventListener('abort', listener as Listener, { once: true });
  }
  return {
    [(Symbol as unknown as { dispose?: symbol }).dispose ?? Symbol.for('nodejs.dispose')]: (): void => {
      signal.removeEventListener('abort', listener as Listener);
    },
  };
}

declare function queueMicrotask(callback: () => void): void;

class EventEmitterAsyncResource extends (EventEmitter as new (options?: object) => Emitter) {
  readonly #resource: { runInAsyncScope(callback: unknown, self: unknown, ...args: unknown[]): unknown };

  constructor(options: string | { name?: string } = {}) {
    super();
    const name = typeof options === 'string' ? options : (options.name ?? new.target.name);
    this.#resource = new AsyncResource(name) as unknown as { runInAsyncScope(callback: unknown, self: unknown, ...args: unknown[]): unknown };
  }

  override emit(event: PropertyKey, ...args: unknown[]): boolean {
    return this.#resource.runInAsyncScope((...given: unknown[]) => super.emit(event, ...given), this, ...args) as boolean;
  }

  get asyncResource(): object {
    return this.#resource;
  }
}

Object.assign(EventEmitter, {
  EventEmitter,
  EventEmitterAsyncResource,
  errorMonitor,
  captureRejectionSymbol,
  once,
  on,
  setMaxListeners,
  getMaxListeners,
  getEventListeners,
  addAbortListener,
  usingDomains: false,
  listenerCount: (emitter: Emitter, event: PropertyKey): number => emitter.listenerCount(event),
});
Object.defineProperty(EventEmitter, 'captureRejections', {
  enumerable: true,
  configurable: true,
  get: () => capture,
  set: (value: unknown) => {
    if (typeof value !== 'boolean') {
      throw invalidType('EventEmitter.captureRejections', 'of type boolean', value);
    }
    capture = value;
  },
});

becomeEmitter(EventEmitter.prototype);

export const events = EventEmitter;
