/** Node's `buffer`: the package from npm, with what has come to Node's since. */
import packaged from './buffer';
import { coded, invalidType, outOfRange } from './errors';

type Method = (this: Uint8Array, ...args: any[]) => any;

interface Buffers {
  (value: unknown, encoding?: unknown): Bytes;
  new (value: unknown, encoding?: unknown): Bytes;
  from(value: unknown, encoding?: unknown, length?: unknown): Bytes;
  alloc(size: number): Bytes;
  allocUnsafe(size: number): Bytes;
  isEncoding(encoding: unknown): boolean;
  byteLength(value: unknown, encoding?: unknown): number;
  readonly prototype: Record<string | symbol, Method>;
  readonly poolSize: number;
}
type Bytes = Uint8Array & Record<string, Method>;

const node = packaged as unknown as Record<string, unknown> & { Buffer: Buffers };
const { Buffer } = node;
const globals = globalThis as unknown as Record<string, any>;
const { prototype } = Buffer;

const LONGEST = 9007199254740991;
const LONGEST_TEXT = 536870888;
const URL64 = /^base64url$/i;
const HEX = /^hex$/i;

Object.defineProperty(Buffer, 'name', { value: 'Buffer', configurable: true });
Object.defineProperty(Buffer, 'poolSize', { value: 65536, writable: true, configurable: true, enumerable: true });

// ---- base64url

const isUrl64 = (encoding: unknown): boolean => typeof encoding === 'string' && URL64.test(encoding);
const older = { isEncoding: Buffer.isEncoding, byteLength: Buffer.byteLength, toString: prototype['toString'] as Method, write: prototype['write'] as Method, from: Buffer.from };

/** Some packages call these with `new`, which an arrow function would refuse. */
function replaceStatic(name: string, value: (...args: any[]) => unknown): void {
  const plain = {
    [name]: function (...args: unknown[]): unknown {
      return value(...args);
    },
  }[name] as object;
  Object.defineProperty(plain, 'length', { value: value.length, configurable: true });
  Object.defineProperty(Buffer, name, { value: plain, writable: true, configurable: true, enumerable: true });
}

const plain64 = (text: string): string => text.replace(/-/g, '+').replace(/_/g, '/');

replaceStatic('isEncoding', (encoding: unknown): boolean => isUrl64(encoding) || older.isEncoding(encoding));
replaceStatic('byteLength', (value: unknown, encoding?: unknown): number => {
  if (typeof value !== 'string' && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) {
    throw invalidType('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
  }
  return typeof value === 'string' && isUrl64(encoding) ? older.byteLength(plain64(value), 'base64') : older.byteLength(value, encoding);
});

const BY_V8 = /^(?:base64|base64url|hex)$/i;

/** As V8 itself writes bytes, which is many times faster than the package. */
function textByV8(bytes: Uint8Array, encoding: string, start: unknown, end: unknown): string {
  const from = clamped(start, 0, bytes.length);
  const to = clamped(end, bytes.length, bytes.length);
  const part = new Uint8Array(bytes.buffer, bytes.byteOffset + from, Math.max(0, to - from)) as unknown as { toHex(): string; toBase64(options: object): string };
  return encoding === 'hex' ? part.toHex() : part.toBase64(encoding === 'base64' ? {} : { alphabet: 'base64url', omitPadding: true });
}

function clamped(value: unknown, otherwise: number, length: number): number {
  return value === undefined ? otherwise : Math.min(Math.max(Math.trunc(Number(value)) || 0, 0), length);
}

prototype['toString'] = function (encoding?: unknown, start?: unknown, end?: unknown): string {
  if (typeof encoding === 'string' && BY_V8.test(encoding)) {
    return textByV8(this as unknown as Uint8Array, encoding.toLowerCase(), start, end);
  }
  if (encoding !== undefined && encoding !== null && !Buffer.isEncoding(encoding)) {
    throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${String(encoding)}`);
  }
  return Reflect.apply(older.toString, this, [encoding ?? undefined, start, end]) as string;
};

prototype['write'] = function (text: unknown, ...rest: unknown[]): number {
  if (typeof text !== 'string') {
    throw invalidType('argument', 'of type string', text);
  }
  const at = rest.findIndex((each) => typeof each === 'string');
  if (at >= 0 && isUrl64(rest[at])) {
    rest[at] = 'base64';
    return Reflect.apply(older.write, this, [plain64(text), ...rest]) as number;
  }
  // The package takes half a byte for one, and a digit before something else.
  const whole = at >= 0 && HEX.test(rest[at] as string) ? (/^(?:[\da-f]{2})*/i.exec(text)?.[0] as string) : text;
  return Reflect.apply(older.write, this, [whole, ...rest]) as number;
};

replaceStatic('from', (value: unknown, encoding?: unknown, length?: unknown): Bytes => {
  if (typeof value === 'string') {
    if (isUrl64(encoding)) {
      return older.from(plain64(value), 'base64');
    }
    if (typeof encoding === 'string' && encoding !== '' && !Buffer.isEncoding(encoding)) {
      throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
    }
  } else if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') {
    throw invalidType('first argument', 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object', value);
  }
  return older.from(value, encoding, length);
});
const { concat } = Buffer as unknown as { concat(list: unknown, length?: number): Bytes };
replaceStatic('concat', (list: unknown, length?: number): Bytes => {
  if (!Array.isArray(list)) {
    throw invalidType('list', 'an instance of Array', list);
  }
  list.forEach((each, at) => {
    if (!(each instanceof Uint8Array)) {
      throw invalidType(`list[${at}]`, 'an instance of Buffer or Uint8Array', each);
    }
  });
  return concat(list, length);
});
replaceStatic('of', (...bytes: number[]): Bytes => Buffer.from(bytes));
replaceStatic('copyBytesFrom', (view: unknown, offset = 0, length?: number): Bytes => {
  if (!ArrayBuffer.isView(view) || view instanceof DataView) {
    throw invalidType('view', 'an instance of TypedArray', view);
  }
  const typed = view as unknown as { subarray(from: number, to?: number): ArrayBufferView };
  const part = typed.subarray(offset, length === undefined ? undefined : offset + length);
  return Buffer.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice());
});

for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
  const make = (Buffer as unknown as Record<string, (...args: unknown[]) => Bytes>)[name] as (...args: unknown[]) => Bytes;
  replaceStatic(name, (size: unknown, ...rest: unknown[]): Bytes => {
    if (typeof size !== 'number') {
      throw invalidType('size', 'of type number', size);
    }
    if (!(size >= 0 && size <= LONGEST)) {
      throw outOfRange('size', `>= 0 && <= ${LONGEST}`, size);
    }
    return make(size, ...rest);
  });
}

// ---- what reads and writes numbers has another name too

for (const name of Object.getOwnPropertyNames(prototype)) {
  if (/^(?:read|write)(?:Big)?UInt/.test(name)) {
    const alias = name.replace('UInt', 'Uint');
    prototype[alias] ??= prototype[name] as Method;
  }
}

const READS = /^(read|write)(?:(Big)?U?[Ii]nt(\d*)|(Float|Double))(LE|BE)?$/;
for (const name of Object.getOwnPropertyNames(prototype)) {
  const match = READS.exec(name);
  if (match === null) {
    continue;
  }
  const size = match[4] === 'Float' ? 4 : match[4] === 'Double' ? 8 : Number(match[3]) / 8;
  const method = prototype[name] as Method;
  const reads = match[1] === 'read';
  const variable = match[3] === '';
  prototype[name] = {
    [name]: function (this: Uint8Array, ...args: unknown[]): unknown {
      const at = reads ? 0 : 1;
      const length = variable ? (args[at + 1] as number) : size;
      if (!reads && match[4] === undefined && match[2] === undefined && (!variable || (length >= 1 && length <= 6))) {
        fits(args[0], length, /U[Ii]nt/.test(name));
      }
      check(this, args[at] ?? (variable ? args[at] : 0), length, variable);
      if (args[at] === undefined) {
        args[at] = 0;
      }
      return Reflect.apply(method, this, args);
    },
  }[name] as Method;
}

const { equals } = prototype;
prototype['equals'] = function (this: Uint8Array, other: unknown): unknown {
  if (!(other instanceof Uint8Array)) {
    throw invalidType('otherBuffer', 'an instance of Buffer or Uint8Array', other);
  }
  return Reflect.apply(equals as Method, this, [Buffer.from(other.buffer, other.byteOffset, other.byteLength)]);
};

const SEPARATED = 2 ** 32;

/** Whether a number goes into so many bytes. */
function fits(value: unknown, length: number, unsigned: boolean): void {
  const number = Number(value);
  const most = unsigned ? 2 ** (8 * length) - 1 : 2 ** (8 * length - 1) - 1;
  const least = unsigned ? 0 : -most - 1;
  if (number > most || number < least) {
    const power = `2 ** ${8 * length - (unsigned ? 0 : 1)}`;
    const range = length > 4 ? (unsigned ? `>= 0 and < ${power}` : `>= -(${power}) and < ${power}`) : `>= ${least} and <= ${most}`;
    const given = Math.abs(number) > SEPARATED ? number.toLocaleString('en-US').replaceAll(',', '_') : String(number);
    throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "value" is out of range. It must be ${range}. Received ${given}`);
  }
}

for (const [name, size] of [['swap16', 2], ['swap32', 4], ['swap64', 8]] as const) {
  const swap = prototype[name] as Method;
  prototype[name] = function (this: Uint8Array): unknown {
    if (this.length % size !== 0) {
      throw coded(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${size * 8}-bits`);
    }
    return Reflect.apply(swap, this, []);
  };
}

function check(bytes: Uint8Array, offset: unknown, length: number, variable: boolean): void {
  if (typeof offset !== 'number') {
    throw invalidType('offset', 'of type number', offset);
  }
  if (variable && !(length >= 1 && length <= 6)) {
    throw typeof length === 'number' ? outOfRange('byteLength', '>= 1 and <= 6', length) : invalidType('byteLength', 'of type number', length);
  }
  if (!Number.isInteger(offset)) {
    throw outOfRange('offset', 'an integer', offset);
  }
  if (bytes.length < length) {
    throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
  }
  if (offset < 0 || offset + length > bytes.length) {
    throw outOfRange('offset', `>= 0 and <= ${bytes.length - length}`, offset);
  }
}

// ---- how one is shown

const SHOWN = 50;

const showing = function (this: Uint8Array): string {
  const most = (node['INSPECT_MAX_BYTES'] as number | undefined) ?? SHOWN;
  const bytes = Array.from(this.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const more = this.length - most;
  return `<${(this as unknown as { constructor: { name: string } }).constructor.name}${bytes === '' ? '' : ' '}${bytes}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}>`;
};
prototype[Symbol.for('nodejs.util.inspect.custom')] = showing;
prototype['inspect'] = showing;

// ---- the module

function bytesOf(input: unknown): Uint8Array {
  if (ArrayBuffer.isView(input)) {
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  }
  if (input instanceof ArrayBuffer) {
    return new Uint8Array(input);
  }
  throw invalidType('input', 'an instance of ArrayBuffer, Buffer, or TypedArray', input);
}

function isUtf8(input: unknown): boolean {
  const bytes = bytesOf(input);
  try {
    new (globals['TextDecoder'] as new (label: string, options: object) => { decode(bytes: Uint8Array): string })('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const ENCODINGS = /^(?:utf-?8|ucs-?2|utf-?16le|latin1|binary|ascii)$/i;

function transcode(source: unknown, from: string, to: string): Bytes {
  if (!(source instanceof Uint8Array)) {
    throw invalidType('source', 'an instance of Buffer or Uint8Array', source);
  }
  if (!ENCODINGS.test(from) || !ENCODINGS.test(to)) {
    throw coded(Error, 'U_ILLEGAL_ARGUMENT_ERROR', `Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]`, { errno: 1 });
  }
  const text = (Buffer.from(source)['toString'] as unknown as (encoding: string) => string).call(Buffer.from(source), from);
  const most = /^ascii$/i.test(to) ? 0x7f : /^(?:latin1|binary)$/i.test(to) ? 0xff : Infinity;
  return Buffer.from(most === Infinity ? text : Array.from(text, (each) => ((each.codePointAt(0) as number) > most ? '?' : each)).join(''), to);
}

const module: Record<string, unknown> = {
  ...node,
  Buffer,
  isUtf8,
  isAscii: (input: unknown): boolean => bytesOf(input).every((byte) => byte < 128),
  isLatin1: (input: unknown): boolean => bytesOf(input) instanceof Uint8Array,
  transcode,
  kMaxLength: LONGEST,
  kStringMaxLength: LONGEST_TEXT,
  constants: { MAX_LENGTH: LONGEST, MAX_STRING_LENGTH: LONGEST_TEXT },
  resolveObjectURL: (): undefined => undefined,
};
for (const name of ['atob', 'btoa', 'Blob', 'File']) {
  Object.defineProperty(module, name, { enumerable: true, configurable: true, get: () => globals[name] as unknown });
}
Object.defineProperty(module, 'INSPECT_MAX_BYTES', {
  enumerable: true,
  configurable: true,
  get: () => node['INSPECT_MAX_BYTES'],
  set: (most: unknown) => {
    node['INSPECT_MAX_BYTES'] = most;
  },
});

Reflect.deleteProperty(module, 'SlowBuffer');

export const buffer = module;
