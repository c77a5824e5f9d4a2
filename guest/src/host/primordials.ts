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
const lengthOf = getter('byteLength');
const { set: setOf, slice: sliceOf } = Uint8Array.prototype;
const { charCodeAt: codeOf } = String.prototype;
const bufferOf = getter('buffer');
const offsetOf = getter('byteOffset');

/** The length in bytes that a view really has, whatever it says of itself. */
export function byteLength(view: ArrayBufferView): number {
  return apply(lengthOf, view, []) as number;
}

// What is called for each byte or each digest: V8 compiles this to the call itself, and a bound function to ten times as much.

export function setBytes(to: Uint8Array, from: Uint8Array, at: number): void {
  apply(setOf, to, [from, at]);
}

export function sliceBytes(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return apply(sliceOf, bytes, [from, to]) as Uint8Array;
}

/** The unit of a text at an index within it. */
export function unitAt(text: string, index: number): number {
  return apply(codeOf, text, [index]) as number;
}

/** Some of its bytes, as a view without properties of its own. */
export function piece(view: Uint8Array, from: number, length: number): Uint8Array {
  return construct(Bytes, [apply(bufferOf, view, []), (apply(offsetOf, view, []) as number) + from, length]) as Uint8Array;
}

/** The same bytes as a view without properties of its own. */
export function plain(view: Uint8Array): Uint8Array {
  return construct(Bytes, [apply(bufferOf, view, []), apply(offsetOf, view, []), byteLength(view)]) as Uint8Array;
}
