type Callable = (...args: any[]) => unknown;

interface CallOfMock {
  readonly arguments: readonly unknown[];
  readonly result: unknown;
  readonly error: unknown;
  readonly this: unknown;
  readonly target: unknown;
}

/** What a mocked function knows of its calls, as its property `mock`. */
class Recorded {
  readonly calls: CallOfMock[] = [];
  readonly #once = new Map<number, Callable>();
  #implementation: Callable;

  constructor(
    implementation: Callable,
    readonly restore: () => void,
  ) {
    this.#implementation = implementation;
  }

  callCount(): number {
    return this.calls.length;
  }

  mockImplementation(implementation: Callable): void {
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation: Callable, call = this.calls.length): void {
    this.#once.set(call, implementation);
  }

  resetCalls(): void {
    this.calls.length = 0;
  }

  next(): Callable {
    const number = this.calls.length;
    const once = this.#once.get(number);
    this.#once.delete(number);
    return once ?? this.#implementation;
  }
}

/** `mock` of `node:test`: functions that remember their calls. */
export class MockTracker {
  readonly #all: Recorded[] = [];

  fn(original: unknown = (): undefined => undefined, implementation?: unknown): Callable {
    const first = original as Callable;
    return this.#mocked(typeof implementation === 'function' ? (implementation as Callable) : first, () => undefined);
  }

  method(object: Record<PropertyKey, unknown>, name: PropertyKey, implementation?: unknown): Callable {
    const original = object[name];
    if (typeof original !== 'function') {
      throw new TypeError(`mock.method: ${String(name)} is no method of the object (expected: the name of one)`);
    }
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    const mocked = this.#mocked(typeof implementation === 'function' ? (implementation as Callable) : (original as Callable), () => {
      if (descriptor === undefined) {
        Reflect.deleteProperty(object, name);
      } else {
        Object.defineProperty(object, name, descriptor);
      }
    });
    Object.defineProperty(object, name, { value: mocked, configurable: true, writable: true, enumerable: descriptor?.enumerable ?? false });
    return mocked;
  }

  get timers(): never {
    throw new Error("mock.timers: there is none in tests of add-ons (expected: clock of 'annex/test', which moves the add-on's time)");
  }

  /** Puts everything back, and forgets. */
  reset(): void {
    this.restoreAll();
    this.#all.length = 0;
  }

  restoreAll(): void {
    for (const each of this.#all) {
      each.restore();
    }
  }

  #mocked(implementation: Callable, restore: () => void): Callable {
    const recorded = new Recorded(implementation, restore);
    this.#all.push(recorded);
    const mocked = function (this: unknown, ...args: unknown[]): unknown {
      const target = new.target;
      let result: unknown;
      let error: unknown;
      try {
        const next = recorded.next();
        result = target === undefined ? Reflect.apply(next, this, args) : Reflect.construct(next, args, target);
        return result;
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        recorded.calls.push({ arguments: args, result, error, this: this, target });
      }
    };
    return Object.defineProperty(mocked, 'mock', { value: recorded });
  }
}
