/** Objects that are streams where somebody uses them as that, and cost nothing of a stream until then. */

interface StreamClass {
  readonly prototype: object;
  call(self: object, options: unknown): void;
}

const { Transform } = require('readable-stream') as { Transform: StreamClass };

const STATES = ['_readableState', '_writableState'] as const;
/** Where an object keeps what its stream is to be made with. */
export const STREAM_OPTIONS = Symbol('options');

/** Makes a class's objects Transforms, each when its state is first looked at. */
export function lazilyTransform(prototype: object): void {
  Object.setPrototypeOf(prototype, Transform.prototype);
  for (const name of STATES) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: object): unknown {
        begin(this);
        return (this as Record<string, unknown>)[name];
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
      },
    });
  }
}

function begin(stream: object): void {
  for (const own of STATES) {
    Object.defineProperty(stream, own, { value: undefined, writable: true, configurable: true, enumerable: true });
  }
  Transform.call(stream, (stream as Record<symbol, unknown>)[STREAM_OPTIONS] ?? {});
}

/** A class that can also be called, as Node's older ones can. */
export function callable<Class extends new (...args: any[]) => object>(made: Class): Class {
  const callee = {
    [made.name]: function (this: unknown, ...args: unknown[]): object {
      return Reflect.construct(made, args, new.target ?? callee) as object;
    },
  }[made.name] as unknown as Class;
  Object.defineProperty(callee, 'length', { value: made.length, configurable: true });
  callee.prototype = made.prototype as object;
  Object.defineProperty(made.prototype, 'constructor', { value: callee, writable: true, configurable: true });
  return callee;
}
