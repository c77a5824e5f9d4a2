/** Node's `crypto`, as far as it needs no cipher: digests by the host's own functions. */
import { callBytes } from '../../host/host';
import { localBytes } from '../../host/local';
import { nextTick } from '../../runtime/ticks';

interface Bytes extends Uint8Array {
  toString(encoding?: string): string;
  fill(value: number): this;
}
type Data = string | ArrayBuffer | ArrayBufferView;

const MOST_RANDOM = 65536;
const DIGESTS: Readonly<Record<string, string>> = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
/** Bytes of a block, by digest. */
const BLOCKS: Readonly<Record<string, number>> = { MD5: 64, 'SHA-1': 64, 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 };

function known(name: unknown): string | undefined {
  const key = String(name).toLowerCase().replace(/^(?:rsa-)?sha-?/, 'sha');
  return Object.hasOwn(DIGESTS, key) ? DIGESTS[key] : undefined;
}

function algorithmOf(name: unknown, Kind: ErrorConstructor = Error): string {
  const found = known(name);
  if (found === undefined) {
    throw Object.assign(new Kind(`Digest method not supported: ${String(name)} (expected: ${Object.keys(DIGESTS).join(', ')})`), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  }
  return found;
}

/** Bytes as an encoding writes them; without one as they are. */
function written(bytes: Bytes, encoding: string | undefined): Bytes | string {
  switch (encoding) {
    case undefined:
    case 'buffer':
      return bytes;
    case 'base64url':
      return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    default:
      return bytes.toString(encoding);
  }
}

function bytesOf(data: unknown, encoding?: string): Bytes {
  if (typeof data === 'string') {
    return Buffer.from(data, (encoding === undefined || encoding === 'buffer' ? 'utf8' : encoding) as 'utf8') as Bytes;
  }
  if (ArrayBuffer.isView(data)) {
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength) as Bytes;
  }
  if (data instanceof ArrayBuffer) {
    return Buffer.from(data, 0, data.byteLength) as Bytes;
  }
  const kind = data === null ? 'null' : typeof data;
  throw Object.assign(new TypeError(`The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${kind}`), { code: 'ERR_INVALID_ARG_TYPE' });
}

function digested(algorithm: string, parts: readonly Uint8Array[]): Bytes {
  const [only] = parts;
  const all = parts.length === 1 ? (only as Uint8Array) : Buffer.concat([...parts]);
  const { buffer, byteLength } = localBytes('digest', all, algorithm);
  return Buffer.from(buffer as ArrayBuffer, 0, byteLength) as Bytes;
}

/** A stream that is written to and gives the digest at its end, once somebody uses it as that. */
function streaming(prototype: object): void {
  const { Transform } = require('readable-stream') as { Transform: { prototype: object; call(self: object, options: object): void } };
  Object.setPrototypeOf(prototype, Transform.prototype);
  for (const name of ['_readableState', '_writableState']) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: object): unknown {
        for (const own of ['_readableState', '_writableState']) {
          Object.defineProperty(this, own, { value: undefined, writable: true, configurable: true });
        }
        Transform.call(this, {});
        return (this as Record<string, unknown>)[name];
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true });
      },
    });
  }
}

abstract class Digest {
  #parts: Uint8Array[] = [];
  #done = false;

  protected constructor(protected readonly algorithm: string) {}

  update(data: Data, encoding?: string): this {
    if (this.#done) {
      throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    }
    const bytes = bytesOf(data, encoding);
    // A copy where the caller has the bytes too.
    this.#parts.push(typeof data === 'string' ? bytes : new Uint8Array(bytes));
    return this;
  }

  digest(encoding?: string): Bytes | string {
    const result = this.#done ? this.again() : this.finished(this.#parts);
    this.#done = true;
    this.#parts = [];
    return written(result, encoding);
  }

  /** What a second digest gives. */
  protected again(): Bytes {
    throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
  }

  protected abstract finished(parts: readonly Uint8Array[]): Bytes;

  protected static parts(digest: Digest): readonly Uint8Array[] {
    if (digest.#done) {
      throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    }
    return [...digest.#parts];
  }

  _transform(chunk: Data, encoding: string, callback: () => void): void {
    this.update(chunk, encoding);
    callback();
  }

  _flush(callback: () => void): void {
    (this as unknown as { push(chunk: unknown): void }).push(this.digest());
    callback();
  }
}
streaming(Digest.prototype);

export class Hash extends Digest {
  constructor(name: unknown) {
    super(algorithmOf(name));
  }

  copy(): Hash {
    const copy = new Hash(this.algorithm);
    for (const part of Digest.parts(this)) {
      copy.update(part);
    }
    return copy;
  }

  protected override finished(parts: readonly Uint8Array[]): Bytes {
    return digested(this.algorithm, parts);
  }
}

export class Hmac extends Digest {
  readonly #inner: Uint8Array;
  readonly #outer: Uint8Array;

  constructor(name: unknown, key: Data) {
    super(algorithmOf(name, TypeError));
    const block = BLOCKS[this.algorithm] as number;
    const given = bytesOf(key);
    const secret = given.length > block ? digested(this.algorithm, [given]) : given;
    this.#inner = new Uint8Array(block).fill(0x36);
    this.#outer = new Uint8Array(block).fill(0x5c);
    for (let i = 0; i < secret.length; i++) {
      (this.#inner[i] as number) ^= secret[i] as number;
      (this.#outer[i] as number) ^= secret[i] as number;
    }
  }

  protected override finished(parts: readonly Uint8Array[]): Bytes {
    return digested(this.algorithm, [this.#outer, digested(this.algorithm, [this.#inner, ...parts])]);
  }

  protected override again(): Bytes {
    return Buffer.from(new ArrayBuffer(0), 0, 0) as Bytes;
  }
}

function mustBe(what: string, name: string, value: unknown, holds: boolean): void {
  if (!holds) {
    throw Object.assign(new TypeError(`The "${name}" argument must be ${what}. Received ${typeof value}`), { code: 'ERR_INVALID_ARG_TYPE' });
  }
}

function random(given: number): Bytes {
  mustBe('of type number', 'size', given, typeof given === 'number');
  const size = Math.floor(given);
  if (!(size >= 0 && size <= 2 ** 31 - 1)) {
    throw Object.assign(new RangeError(`The value of "size" is out of range. It must be >= 0 && <= 2147483647. Received ${given}`), { code: 'ERR_OUT_OF_RANGE' });
  }
  const parts: Uint8Array[] = [];
  for (let left = size; left > 0; left -= MOST_RANDOM) {
    parts.push(callBytes('random', String(Math.min(left, MOST_RANDOM))));
  }
  return Buffer.concat(parts) as Bytes;
}

type Callback = (error: Error | null, value?: unknown) => void;

function later<T>(callback: Callback | undefined, work: () => T): T | undefined {
  const value = work();
  if (callback === undefined) {
    return value;
  }
  nextTick(() => {
    callback(null, value);
  });
  return undefined;
}

function randomInt(low: number, high?: number | Callback, callback?: Callback): number | undefined {
  const [from, to] = typeof high === 'number' ? [low, high] : [0, low];
  mustBe('a safe integer', 'min', from, Number.isSafeInteger(from));
  mustBe('a safe integer', 'max', to, Number.isSafeInteger(to));
  const range = to - from;
  if (range <= 0 || range > 2 ** 48 - 1) {
    throw Object.assign(new RangeError('The value of "max" is out of range. It must be greater than the value of "min", by less than 2 ** 48'), { code: 'ERR_OUT_OF_RANGE' });
  }
  return later(typeof high === 'function' ? high : callback, () => {
    const most = 2 ** 48 - (2 ** 48 % range);
    for (;;) {
      const number = random(6).reduce((all, byte) => all * 256 + byte, 0);
      if (number < most) {
        return from + (number % range);
      }
    }
  });
}

function timingSafeEqual(a: unknown, b: unknown): boolean {
  const [one, other] = [bytesIn('buf1', a), bytesIn('buf2', b)];
  if (one.length !== other.length) {
    throw Object.assign(new RangeError('Input buffers must have the same byte length'), { code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH' });
  }
  let different = 0;
  for (let i = 0; i < one.length; i++) {
    different |= (one[i] as number) ^ (other[i] as number);
  }
  return different === 0;
}

function bytesIn(name: string, value: unknown): Bytes {
  if (typeof value === 'string' || value === null || typeof value !== 'object') {
    throw Object.assign(new TypeError(`The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  return bytesOf(value);
}

interface WebCrypto {
  getRandomValues(array: ArrayBufferView): ArrayBufferView;
  randomUUID(): string;
}
const web = (globalThis as unknown as { crypto: WebCrypto }).crypto;

const crypto = {
  Hash,
  Hmac,
  createHash: (name: unknown) => new Hash(name),
  createHmac: (name: unknown, key: Data) => new Hmac(name, key),
  hash: (name: unknown, data: Data, encoding = 'hex') => new Hash(name).update(data).digest(encoding),
  getHashes: () => Object.keys(DIGESTS),
  randomBytes: (size: number, callback?: Callback) => later(callback, () => random(size)),
  pseudoRandomBytes: (size: number, callback?: Callback) => later(callback, () => random(size)),
  randomFillSync: (view: ArrayBufferView): ArrayBufferView => {
    bytesOf(view).set(random(view.byteLength));
    return view;
  },
  randomInt,
  randomUUID: () => web.randomUUID(),
  getRandomValues: (array: ArrayBufferView) => web.getRandomValues(array),
  timingSafeEqual,
  webcrypto: web,
};

export default crypto;
