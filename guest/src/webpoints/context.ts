import type { Request } from './request';

/** Makes a context of an environment that is a plain object, without a constructor above it: there is one for each request. */
const Plain = function context(this: { request: Request }, request: Request) {
  this.request = request;
} as unknown as new (request: Request) => OperationContext;

/** Prototypes of contexts whose environment is of a class. */
const prototypes = new WeakMap<object, object>();

/** What `this` is in a handler: the fields of the environment, and the request. Features add their own, such as `taskId`. */
export class OperationContext {
  declare request: Request;

  constructor(environment: object, request: Request) {
    Object.assign(this, environment, { request });
  }

  /** One that inherits from what the environment inherits from, so that its methods are there. */
  static of(environment: object, request: Request): OperationContext {
    const kind = Object.getPrototypeOf(environment) as object | null;
    if (kind === Object.prototype) {
      for (const _ in environment) {
        return new OperationContext(environment, request);
      }
      return new Plain(request);
    }
    const key = kind ?? environment;
    let prototype = prototypes.get(key);
    if (prototype === undefined) {
      prototype = Object.create(kind) as object;
      prototypes.set(key, prototype);
      own.add(prototype);
    }
    return Object.assign(Object.create(prototype) as object, environment, { request }) as OperationContext;
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    const prototype = typeof value === 'object' && value !== null ? (Object.getPrototypeOf(value) as object | null) : null;
    return prototype === OperationContext.prototype || (prototype !== null && own.has(prototype));
  }
}

const own = new WeakSet<object>();
Plain.prototype = OperationContext.prototype;
