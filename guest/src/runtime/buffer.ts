import { utf8toStringLoose } from '@exodus/bytes/utf8.js';

type ToString = (this: Uint8Array, encoding?: unknown, start?: unknown, end?: unknown) => string;

type Find = (this: Uint8Array, value: unknown, from?: unknown, encoding?: unknown) => number;

const node = require('buffer') as {
  Buffer: { prototype: { toString: ToString; indexOf: Find; lastIndexOf: Find }; from(buffer: ArrayBufferLike, from: number, length: number): Uint8Array };
};
const { toString, indexOf, lastIndexOf } = node.Buffer.prototype;

// Packages look for these to tell a copy of the package, which they distrust, from Node's own.
Reflect.deleteProperty(node.Buffer, 'TYPED_ARRAY_SUPPORT');
Reflect.deleteProperty(node.Buffer.prototype, '_isBuffer');
const isBuffer = (value: unknown): boolean => value instanceof (node.Buffer as unknown as new () => object);
Object.defineProperty(node.Buffer, 'isBuffer', { value: isBuffer, writable: true, configurable: true, enumerable: true });

const UTF8 = /^utf-?8$/i;

/**
 * Every body that is read as text goes through here. The package decodes byte by byte, and gives more replacement characters than Node for
 * a character that is cut off.
 */
node.Buffer.prototype.toString = function (encoding, start, end) {
  if (encoding !== undefined && encoding !== 'utf8' && !(typeof encoding === 'string' && UTF8.test(encoding))) {
    return toString.call(this, encoding, start, end);
  }
  const { length } = this;
  const from = index(start, 0, length);
  const to = index(end, length, length);
  return from >= to ? '' : utf8toStringLoose(from === 0 && to === length ? this : this.subarray(from, to));
};

/** What packages call that know Node's own functions. */
const ENCODINGS: Readonly<Record<string, string>> = { ascii: 'ascii', base64: 'base64', base64url: 'base64url', hex: 'hex', latin1: 'latin1', ucs2: 'ucs2', utf8: 'utf8' };
const members = node.Buffer.prototype as unknown as Record<string, unknown>;
for (const [name, encoding] of Object.entries(ENCODINGS)) {
  members[`${name}Slice`] = function (this: Uint8Array, start?: number, end?: number): string {
    return node.Buffer.prototype.toString.call(this, encoding, start, end);
  };
  members[`${name}Write`] = function (this: { write(text: string, at: number, length: number | undefined, encoding: string): number }, text: string, at = 0, length?: number): number {
    return this.write(text, at, length, encoding);
  };
}

/** Node looks for any `Uint8Array`, the package for Buffers alone. */
const finding = (find: Find): Find =>
  function (value, from, encoding) {
    const { Buffer } = node;
    return find.call(this, value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value, from, encoding);
  };
node.Buffer.prototype.indexOf = finding(indexOf);
node.Buffer.prototype.lastIndexOf = finding(lastIndexOf);

/** An index as Node reads one. */
function index(value: unknown, otherwise: number, length: number): number {
  return value === undefined ? otherwise : Math.min(Math.max(Math.trunc(Number(value)) || 0, 0), length);
}

/** Node's module `buffer`. */
export default node;
