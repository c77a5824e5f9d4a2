/**
 * Built-ins as they were before any add-on code ran. An add-on may replace `String.prototype.indexOf`; it harms itself alone, but what
 * crosses the boundary stays well-formed.
 */
const { call } = Function.prototype;
const uncurry = <T extends (...args: any[]) => any>(method: T) =>
  call.bind(method) as unknown as (self: unknown, ...args: Parameters<T>) => ReturnType<T>;

export const indexOf = uncurry(String.prototype.indexOf);
export const slice = uncurry(String.prototype.slice);
export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const push = uncurry(Array.prototype.push) as (self: unknown[], ...items: unknown[]) => number;
export const stringify = JSON.stringify;
export const parse = JSON.parse;

const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const Bytes = Uint8Array;
const getter = (name: string): (() => unknown) =>
  getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype) as object, name)?.get as () => unknown;
const bufferOf = getter('buffer');
const offsetOf = getter('byteOffset');
const lengthOf = getter('byteLength');

/** The length in bytes that a view really has, whatever it says of itself. */
export function byteLength(view: ArrayBufferView): number {
  return apply(lengthOf, view, []) as number;
}

/** The same bytes as a view without properties of its own. */
export function plain(view: Uint8Array): Uint8Array {
  return construct(Bytes, [apply(bufferOf, view, []), apply(offsetOf, view, []), apply(lengthOf, view, [])]) as Uint8Array;
}
