import { showing } from './shown';

/** Puts something onto the global object as built-ins are there: it can be replaced, and no loop over names finds it. */
export function global(name: string, value: unknown): void {
  // Bundlers give other names where there are two of one.
  if (typeof value === 'function' && value.name !== name) {
    Object.defineProperty(value, 'name', { value: name, configurable: true });
  }
  showing(name, value);
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Defines a global that costs something to evaluate: a handler that never names it should not pay. */
export function lazily(name: string, make: () => unknown): void {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => {
      const value = make();
      global(name, value);
      return value;
    },
    set: replacing(globalThis, name, false),
  });
}

/** What an accessor does that stands for a value: whoever inherits from its owner and sets it gets one of its own, as with a value. */
export function replacing(owner: object, name: string, enumerable: boolean): (value: unknown) => void {
  return function (this: unknown, value: unknown): void {
    const receiver = typeof this === 'object' && this !== null ? this : owner;
    Object.defineProperty(receiver, name, { value, writable: true, configurable: true, enumerable: enumerable || receiver !== owner });
  };
}
