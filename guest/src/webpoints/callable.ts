/** Classes that old code calls as functions: `util.inherits(Own, Application)`, and `Application.call(this, …)` in the constructor of its own. */

/** What the constructor that is being run is to fill, where it was called as a function. */
let given: object | undefined;

/** What such a class extends: hands its constructor the object that is there already. */
export class Filled {
  constructor() {
    const own = given;
    given = undefined;
    if (own !== undefined) {
      return own as this;
    }
  }
}

/** The same class, which may be called too: with an object that inherits from it, it fills that; otherwise it makes one. */
export function callable<C extends abstract new (...args: never[]) => object>(kind: C): C {
  const both: C = new Proxy(kind, {
    apply(_kind, self: unknown, args: unknown[]): unknown {
      if (!(self instanceof kind)) {
        return Reflect.construct(both, args);
      }
      given = self;
      try {
        Reflect.construct(kind, args);
      } finally {
        given = undefined;
      }
      return undefined;
    },
  });
  Object.defineProperty(kind.prototype, 'constructor', { value: both, writable: true, configurable: true });
  return both;
}
