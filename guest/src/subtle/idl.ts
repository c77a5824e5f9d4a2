/** Values of add-ons made into those that the interfaces take, as Web IDL has it. */
import { typeError } from './failures';

const { isView } = ArrayBuffer;
const bufferLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get as (this: unknown) => number;

function isBuffer(value: unknown): value is ArrayBuffer {
  try {
    bufferLength.call(value);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of a buffer or a view, as they are now: a copy. */
export function bytes(value: unknown, what: string): Uint8Array {
  return view(value, what).slice();
}

/** The bytes of a buffer or a view where they lie, for what has read them before any other code runs. */
export function view(value: unknown, what: string): Uint8Array {
  if (isView(value)) {
    if (!isBuffer(value.buffer)) {
      throw typeError(`${what} is a view of shared memory (expected: an ArrayBuffer or a view of one)`);
    }
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isBuffer(value)) {
    return new Uint8Array(value);
  }
  throw typeError(`${what} is ${shown(value)} (expected: an ArrayBuffer, Buffer, TypedArray or DataView)`);
}

/** A whole number as it is in the text of a number, within bounds. */
function whole(value: unknown, what: string, most: number): number {
  const number = Math.trunc(Number(value));
  if (!(number >= 0 && number <= most)) {
    throw typeError(`${what} is ${String(value)} (expected: 0 to ${most})`, 'ERR_OUT_OF_RANGE');
  }
  return number + 0;
}

export const octet = (value: unknown, what: string): number => whole(value, what, 0xff);
export const short = (value: unknown, what: string): number => whole(value, what, 0xffff);
export const long = (value: unknown, what: string): number => whole(value, what, 0xffffffff);

/** A whole number of any length, its most significant byte first. */
export function bigInteger(value: unknown, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw typeError(`${what} is ${shown(value)} (expected: a Uint8Array)`);
  }
  return bytes(value, what);
}

export function text(value: unknown, what: string): string {
  if (typeof value === 'symbol') {
    throw typeError(`${what} is a symbol (expected: a string)`);
  }
  return String(value);
}

/** One of some words. */
export function oneOf<T extends string>(words: readonly T[], kind: string): (value: unknown, what: string) => T {
  return (value, what) => {
    const word = text(value, what) as T;
    if (!words.includes(word)) {
      throw typeError(`${what} is '${word}', which is no ${kind} (expected: ${words.join(', ')})`, 'ERR_INVALID_ARG_VALUE');
    }
    return word;
  };
}

export function list<T>(value: unknown, what: string, each: (value: unknown, what: string) => T): T[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || typeof (value as Iterable<unknown>)[Symbol.iterator] !== 'function') {
    throw typeError(`${what} is ${shown(value)} (expected: a list)`);
  }
  return Array.from(value as Iterable<unknown>, (item, index) => each(item, `${what}[${index}]`));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function shown(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? 'an object of another kind' : typeof value;
}

/** Refuses too few arguments. */
export function atLeast(count: number, given: number, method: string): void {
  if (given < count) {
    throw typeError(`${method}: ${given} arguments (expected: ${count})`, 'ERR_MISSING_ARGS');
  }
}

