/** Node's `querystring`: what is no UTF-8 is read all the same, and what is read has no prototype. */
import { coded } from '../runtime/errors';

const { Buffer } = require('buffer') as { Buffer: { from(bytes: readonly number[]): Uint8Array & { toString(): string } } };

/** How many pairs are read, unless told otherwise. */
const MOST_KEYS = 1000;

interface Options {
  readonly maxKeys?: number;
  readonly decodeURIComponent?: (text: string) => string;
  readonly encodeURIComponent?: (text: string) => string;
}

/** The bytes of an escaped text; what is no escape stays. */
function unescapeBuffer(text: unknown): Uint8Array & { toString(): string } {
  const bytes: number[] = [];
  const whole = String(text);
  for (let at = 0; at < whole.length; at++) {
    const code = /^%[\da-f]{2}$/i.exec(whole.slice(at, at + 3));
    if (code === null) {
      bytes.push(whole.charCodeAt(at) & 0xff);
    } else {
      bytes.push(Number.parseInt(whole.slice(at + 1, at + 3), 16));
      at += 2;
    }
  }
  return Buffer.from(bytes);
}

function decoded(text: string, decode: (text: string) => string): string {
  const plain = text.replaceAll('+', ' ');
  if (!plain.includes('%') && decode === querystring.unescape) {
    return plain;
  }
  try {
    return decode(plain);
  } catch {
    return unescape(plain);
  }
}

function unescape(text: unknown): string {
  try {
    return decodeURIComponent(String(text));
  } catch {
    return unescapeBuffer(text).toString();
  }
}

function parse(text: unknown, separator: unknown = '&', equals: unknown = '=', options: Options = {}): Record<string, string | string[]> {
  const found = Object.create(null) as Record<string, string | string[]>;
  if (typeof text !== 'string' || text === '') {
    return found;
  }
  const between = separator ? String(separator) : '&';
  const sign = equals ? String(equals) : '=';
  const { maxKeys = MOST_KEYS, decodeURIComponent: decode = querystring.unescape } = options;
  const pairs = text.split(between, maxKeys > 0 ? maxKeys : undefined);
  for (const pair of pairs) {
    if (pair === '') {
      continue;
    }
    const at = pair.indexOf(sign);
    const name = decoded(at < 0 ? pair : pair.slice(0, at), decode);
    const value = at < 0 ? '' : decoded(pair.slice(at + sign.length), decode);
    const before = found[name];
    if (before === undefined) {
      found[name] = value;
    } else if (Array.isArray(before)) {
      before.push(value);
    } else {
      found[name] = [before, value];
    }
  }
  return found;
}

function escape(given: unknown): string {
  try {
    return encodeURIComponent(String(given));
  } catch {
    throw coded(URIError, 'ERR_INVALID_URI', 'URI malformed');
  }
}

function written(value: unknown): string {
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? String(value) : '';
}

function stringify(values: unknown, separator: unknown = '&', equals: unknown = '=', options: Options = {}): string {
  if (typeof values !== 'object' || values === null) {
    return '';
  }
  const encode = options.encodeURIComponent ?? querystring.escape;
  const sign = equals ? String(equals) : '=';
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    const before = encode(name) + sign;
    return (Array.isArray(value) ? value : [value]).map((each) => before + encode(written(each)));
  });
  return pairs.join(separator ? String(separator) : '&');
}

/** One object: who replaces its `escape` or `unescape` means what reads and writes as well. */
export const querystring = { unescapeBuffer, unescape, escape, stringify, encode: stringify, parse, decode: parse };
