/** Random numbers, bytes, identifiers, and the comparison that takes as long whatever it finds. */
import { randomBytes as drawn } from '../../crypto/index';
import { nextTick } from '../../runtime/ticks';
import { coded, invalidType, mustBeFunction, outOfRange } from '../errors';
import { Buffer, bytesOf, isArrayBuffer, isView, mustBeBoolean, mustBeNumber, mustBeObject, MOST_INT32, viewBytes, written, type Bytes } from './checks';

type Callback = (error: Error | null | undefined, value?: unknown) => void;

/** Bytes that are drawn at once. */
const MOST = 65536;
/** What is shorter comes out of what was drawn before. */
const FEW = 64;
const POOL = 2048;
let pool: Uint8Array = new Uint8Array(0);

function fill(bytes: Uint8Array): void {
  if (bytes.length <= FEW) {
    if (pool.length < bytes.length) {
      pool = drawn(POOL);
    }
    bytes.set(pool.subarray(0, bytes.length));
    pool.fill(0, 0, bytes.length);
    pool = pool.subarray(bytes.length);
    return;
  }
  for (let from = 0; from < bytes.length; from += MOST) {
    const part = bytes.subarray(from, from + MOST);
    part.set(drawn(part.length));
  }
}

/** What callbacks are told of an error that there is not is null, of `randomInt` undefined. */
function answer<Value>(callback: Callback | undefined, value: Value, error: null | undefined): Value | undefined {
  if (callback === undefined) {
    return value;
  }
  nextTick(() => {
    callback(error, value);
  });
  return undefined;
}

function sizeOf(given: unknown, element: number, offset: number, length: number): number {
  mustBeNumber('size', given);
  const size = given * element;
  if (!(size >= 0 && size <= MOST_INT32)) {
    throw outOfRange('size', `>= 0 && <= ${MOST_INT32}`, size);
  }
  if (size + offset > length) {
    throw outOfRange('size + offset', `<= ${length}`, size + offset);
  }
  return size >>> 0;
}

export function randomBytes(size: unknown, callback?: unknown): Bytes | undefined {
  const length = sizeOf(size, 1, 0, Infinity);
  if (callback !== undefined) {
    mustBeFunction('callback', callback);
  }
  const bytes = Buffer.alloc(length);
  fill(bytes);
  return answer(callback, bytes, null);
}

/** The bytes of what is to be filled. */
function target(value: unknown): { readonly bytes: Uint8Array; readonly element: number } {
  if (!isView(value) && !isArrayBuffer(value)) {
    throw invalidType('buf', 'an instance of ArrayBuffer or ArrayBufferView', value);
  }
  return { bytes: isView(value) ? viewBytes(value) : bytesOf(value, 'buf'), element: (value as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1 };
}

function range({ bytes, element }: ReturnType<typeof target>, from: unknown, size: unknown): Uint8Array {
  mustBeNumber('offset', from);
  const most = Math.min(bytes.length, MOST_INT32);
  const offset = from * element;
  if (!(offset >= 0 && offset <= most)) {
    throw outOfRange('offset', `>= 0 && <= ${most}`, offset);
  }
  const length = size === undefined ? bytes.length - (offset >>> 0) : sizeOf(size, element, offset >>> 0, bytes.length);
  return bytes.subarray(offset >>> 0, (offset >>> 0) + length);
}

export function randomFillSync<Filled>(buf: Filled, offset: unknown = 0, size?: unknown): Filled {
  fill(range(target(buf), offset, size));
  return buf;
}

export function randomFill(buf: unknown, offset: unknown, size?: unknown, callback?: unknown): void {
  const into = target(buf);
  const [from, length, done] = typeof offset === 'function' ? [0, undefined, offset] : typeof size === 'function' ? [offset, undefined, size] : [offset, size, callback];
  mustBeFunction('callback', done);
  fill(range(into, from, length));
  answer(done as Callback, buf, null);
}

const MOST_INT = 2 ** 48 - 1;

export function randomInt(min: unknown, max?: unknown, callback?: unknown): number | undefined {
  const one = max === undefined || typeof max === 'function';
  const [from, to, done] = one ? [0, min, max] : [min, max, callback];
  if (done !== undefined) {
    mustBeFunction('callback', done);
  }
  for (const [name, value] of [['min', from], ['max', to]] as const) {
    if (!Number.isSafeInteger(value)) {
      throw invalidType(name, 'a safe integer', value);
    }
  }
  const [low, high] = [from as number, to as number];
  if (high <= low) {
    throw outOfRange('max', `greater than the value of "min" (${low})`, high);
  }
  const width = high - low;
  if (width > MOST_INT) {
    throw outOfRange(one ? 'max' : 'max - min', `<= ${MOST_INT}`, width);
  }
  // What is left over at the end would make small numbers more likely.
  const bound = 2 ** 48 - (2 ** 48 % width);
  const bytes = new Uint8Array(6);
  for (;;) {
    fill(bytes);
    const number = bytes.reduce((all, byte) => all * 256 + byte, 0);
    if (number < bound) {
      return answer(done as Callback | undefined, low + (number % width), undefined);
    }
  }
}

function checkUuid(options: unknown): void {
  if (options !== undefined) {
    mustBeObject('options', options);
    mustBeBoolean('options.disableEntropyCache', options['disableEntropyCache'] ?? false);
  }
}

function uuid(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const digits = written(bytes, 'hex') as string;
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

function sixteen(): Uint8Array {
  const bytes = new Uint8Array(16);
  fill(bytes);
  return bytes;
}

export function randomUUID(options?: unknown): string {
  checkUuid(options);
  return uuid(sixteen(), 4);
}

export function randomUUIDv7(options?: unknown): string {
  checkUuid(options);
  const bytes = sixteen();
  const now = Date.now();
  for (let i = 0; i < 6; i++) {
    bytes[i] = Math.floor(now / 256 ** (5 - i)) % 256;
  }
  return uuid(bytes, 7);
}

export function timingSafeEqual(buf1: unknown, buf2: unknown): boolean {
  const [one, other] = ([['buf1', buf1], ['buf2', buf2]] as const).map(([name, value]) => {
    if (!isView(value) && !isArrayBuffer(value)) {
      throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
    }
    return bytesOf(value, name);
  }) as [Uint8Array, Uint8Array];
  if (one.length !== other.length) {
    throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
  }
  let different = 0;
  for (let i = 0; i < one.length; i++) {
    different |= (one[i] as number) ^ (other[i] as number);
  }
  return different === 0;
}
