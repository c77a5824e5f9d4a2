/** Puts something onto the global object as built-ins are there: it can be replaced, and no loop over names finds it. */
export function global(name: string, value: unknown): void {
  // Bundlers give other names where there are two of one.
  if (typeof value === 'function' && value.name !== name) {
    Object.defineProperty(value, 'name', { value: name, configurable: true });
  }
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
    set: (value: unknown) => {
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    },
  });
}
