import { current, enter, stored, withStore, type Context } from './context';

/** `async_hooks`, as far as it is about contexts; names, arguments and errors as in Node 24. Nothing is told of ids and hooks. */

const { apply } = Reflect;

type Callback = (...args: any[]) => unknown;

function invalid(name: string, expected: string, value: unknown): TypeError {
  const received = value === undefined || value === null ? String(value) : `type ${typeof value} (${String(value)})`;
  return Object.assign(new TypeError(`The "${name}" argument must be of type ${expected}. Received ${received}`), { code: 'ERR_INVALID_ARG_TYPE' });
}

export class AsyncLocalStorage {
  readonly #default: unknown;
  readonly #name: string;

  constructor(options: { defaultValue?: unknown; name?: unknown } = {}) {
    if (typeof options !== 'object' || (options as unknown) === null) {
      throw invalid('options', 'object', options);
    }
    this.#default = options.defaultValue;
    this.#name = options.name === undefined ? '' : String(options.name);
  }

  get name(): string {
    return this.#name;
  }

  static bind(fn: unknown): unknown {
    return AsyncResource.bind(fn);
  }

  static snapshot(): unknown {
    return AsyncResource.bind((callback: Callback, ...args: unknown[]) => callback(...args));
  }

  getStore(): unknown {
    const { stores } = current();
    const value = stores?.get(this);
    return value !== undefined || stores?.has(this) === true ? value : this.#default;
  }

  enterWith(data: unknown): void {
    enter(withStore(this, data));
  }

  /** The other stores are left as the function leaves them. */
  run(data: unknown, fn: Callback, ...args: unknown[]): unknown {
    const prior = this.getStore();
    if (Object.is(prior, data)) {
      return apply(fn, null, args);
    }
    this.enterWith(data);
    try {
      return apply(fn, null, args);
    } finally {
      this.enterWith(prior);
    }
  }

  exit(fn: Callback, ...args: unknown[]): unknown {
    return this.run(undefined, fn, ...args);
  }

  disable(): void {
    const { stores } = current();
    if (stores?.has(this) === true) {
      const left = new Map(stores);
      left.delete(this);
      enter(stored(left));
    }
  }

  withScope(data: unknown): object {
    const prior = this.getStore();
    this.enterWith(data);
    let left = false;
    const dispose = (): void => {
      if (!left) {
        left = true;
        this.enterWith(prior);
      }
    };
    return { dispose, [(Symbol as unknown as { dispose: symbol }).dispose]: dispose };
  }
}

let lastId = 1;

export class AsyncResource {
  readonly #context: Context;
  readonly #id = ++lastId;
  readonly #trigger: number;

  constructor(type: string, options: number | { triggerAsyncId?: number } = {}) {
    if (typeof type !== 'string') {
      throw invalid('type', 'string', type);
    }
    this.#trigger = (typeof options === 'number' ? options : options.triggerAsyncId) ?? 0;
    this.#context = current();
  }

  runInAsyncScope(fn: Callback, self?: unknown, ...args: unknown[]): unknown {
    const before = current();
    enter(this.#context);
    try {
      return apply(fn, self, args);
    } finally {
      enter(before);
    }
  }

  emitDestroy(): this {
    return this;
  }

  asyncId(): number {
    return this.#id;
  }

  triggerAsyncId(): number {
    return this.#trigger;
  }

  bind(fn: unknown, self?: unknown): unknown {
    if (typeof fn !== 'function') {
      throw invalid('fn', 'function', fn);
    }
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const resource = this;
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return resource.runInAsyncScope(fn as Callback, self === undefined ? this : self, ...args);
    };
    Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
    return bound;
  }

  static bind(fn: unknown, type?: string, self?: unknown): unknown {
    return new AsyncResource(type || (fn as { name: string }).name || 'bound-anonymous-fn').bind(fn, self);
  }
}

const hook = { enable: () => hook, disable: () => hook };
const resource = {};

export const hooks = {
  AsyncLocalStorage,
  AsyncResource,
  createHook: () => hook,
  executionAsyncId: () => 1,
  triggerAsyncId: () => 0,
  executionAsyncResource: () => resource,
  asyncWrapProviders: Object.freeze({}),
};
