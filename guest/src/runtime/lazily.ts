/** Defines a global that costs something to evaluate: a handler that never names it should not pay. */
export function lazily(name: string, make: () => unknown): void {
  const define = (value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  };
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => {
      const value = make();
      define(value);
      return value;
    },
    set: define,
  });
}
