/** What is done with keys: ciphers, signatures, and bits that are derived. */
import { agree, decrypt, digest, encrypt, hkdf, hmac, pbkdf2, rsa, sign, timingSafeEqual, verify, type Work } from '../crypto/index';
import type { Algorithm } from './algorithms';
import { accessError, operationError, typeError } from './failures';
import { asymmetric } from './family';
import { type CryptoKey, type Slots, slotsOf } from './keys';
import { blockOf } from './secrets';

/** Bytes that are worked on at once; what is longer, or slow by its nature, leaves the loop to others meanwhile. */
const SHORT = 65536;
/** The same of digests and MACs, for which no key has to be read and no number multiplied: a signature takes as long. */
const SHORT_DIGESTED = 1 << 20;
const TAGS: readonly number[] = [32, 64, 96, 104, 112, 120, 128];
/** Bytes for which no key has room. */
const MOST_SALT = 10_000;
const WRAP_IV = new Uint8Array(8).fill(0xa6);

/** A failure of the layer below, as the standard names it. */
function named(error: unknown): unknown {
  const { code, message } = error as Error & { readonly code?: string };
  if (code === undefined || code === 'stopped') {
    return error;
  }
  return Object.assign(operationError(message), { cause: error });
}

async function done<T>(work: Work<T>, size: number, short = SHORT): Promise<T> {
  try {
    return size <= short ? work.now() : await work.later();
  } catch (error) {
    throw named(error);
  }
}

const bytesOf = ({ made }: Slots): Uint8Array => made as Uint8Array;
const hashOf = ({ hash }: { readonly hash?: { readonly name: string } }): string => hash?.name ?? '';
const option = <T>(algorithm: Algorithm, name: string): T => algorithm[name] as T;

export function digested(algorithm: Algorithm, data: Uint8Array): Promise<Uint8Array> {
  return done(digest(algorithm.name, data), data.length, SHORT_DIGESTED);
}

function ivOf(algorithm: Algorithm, name: string): Uint8Array {
  const iv = option<Uint8Array>(algorithm, name);
  if (iv.length !== 16) {
    throw operationError(`algorithm.${name} has ${iv.length} bytes (expected: 16)`);
  }
  return iv;
}

/** AES-CTR counts in so many of the lowest bits, which must not come round to where they began. */
function counterBits(algorithm: Algorithm, data: Uint8Array): number {
  const bits = option<number>(algorithm, 'length');
  if (bits === 0 || bits > 128) {
    throw operationError(`algorithm.length is ${bits} (expected: 1 to 128)`);
  }
  if (bits < 32 && Math.ceil(data.length / 16) > 2 ** bits) {
    throw operationError(`${data.length} bytes (expected: at most ${2 ** bits * 16}, with a counter of ${bits} bits)`);
  }
  return bits;
}

/** Encrypts or decrypts, also for wrapping. */
export function ciphered(encrypts: boolean, algorithm: Algorithm, slots: Slots, data: Uint8Array): Promise<Uint8Array> {
  const { name } = algorithm;
  const work = encrypts ? encrypt : decrypt;
  const aes = `aes-${slots.algorithm.length ?? 0}`;
  switch (name) {
    case 'AES-CBC':
      return done(work(`${aes}-cbc`, bytesOf(slots), ivOf(algorithm, 'iv'), data), data.length);
    case 'AES-CTR': {
      const counter = ivOf(algorithm, 'counter');
      return done(work(`${aes}-ctr`, bytesOf(slots), counter, data, { counterBits: counterBits(algorithm, data) }), data.length);
    }
    case 'AES-GCM':
      return galois(encrypts, algorithm, slots, data);
    case 'AES-KW': {
      const least = encrypts ? 16 : 24;
      if (data.length < least || data.length % 8 !== 0) {
        throw operationError(`${data.length} bytes (expected: a multiple of 8, at least ${least})`);
      }
      return done(work(`id-aes${slots.algorithm.length ?? 0}-wrap`, bytesOf(slots), WRAP_IV, data), data.length);
    }
    default: {
      const hash = hashOf(slots.algorithm);
      const label = option<Uint8Array | undefined>(algorithm, 'label');
      return done(rsa(encrypts ? 'publicEncrypt' : 'privateDecrypt', asymmetric(slots), data, { padding: 'oaep', digest: hash, mgf: hash, ...(label ? { label } : {}) }), data.length);
    }
  }
}

/** Bytes of an IV for GCM, as on Node. */
const MOST_IV = 128;

function galois(encrypts: boolean, algorithm: Algorithm, slots: Slots, data: Uint8Array): Promise<Uint8Array> {
  const iv = option<Uint8Array>(algorithm, 'iv');
  const bits = option<number | undefined>(algorithm, 'tagLength') ?? 128;
  const aad = option<Uint8Array | undefined>(algorithm, 'additionalData');
  if (!TAGS.includes(bits)) {
    throw operationError(`algorithm.tagLength is ${bits} (expected: ${TAGS.join(', ')})`);
  }
  if (iv.length === 0) {
    throw operationError('algorithm.iv is empty (expected: some bytes, mostly 12)');
  }
  if (iv.length > MOST_IV) {
    throw operationError(`algorithm.iv has ${iv.length} bytes (expected: at most ${MOST_IV}, mostly 12)`);
  }
  const tagLength = bits / 8;
  if (!encrypts && data.length < tagLength) {
    throw operationError(`${data.length} bytes (expected: at least ${tagLength}, those of the tag)`);
  }
  const work = encrypts ? encrypt : decrypt;
  return done(work(`aes-${slots.algorithm.length ?? 0}-gcm`, bytesOf(slots), iv, data, { tagLength, ...(aad ? { aad } : {}) }), data.length);
}

function signOptions(algorithm: Algorithm, slots: Slots): Parameters<typeof sign>[2] {
  switch (algorithm.name) {
    case 'RSASSA-PKCS1-v1_5':
      return { digest: hashOf(slots.algorithm), padding: 'pkcs1' };
    case 'RSA-PSS': {
      const hash = hashOf(slots.algorithm);
      return { digest: hash, mgf: hash, padding: 'pss', salt: Math.min(option(algorithm, 'saltLength'), MOST_SALT) };
    }
    case 'ECDSA':
      return { digest: hashOf(algorithm), encoding: 'ieee-p1363' };
    default: {
      const context = option<Uint8Array | undefined>(algorithm, 'context');
      return context && context.length > 0 ? { context } : {};
    }
  }
}

export function signed(algorithm: Algorithm, slots: Slots, data: Uint8Array): Promise<Uint8Array> {
  if (algorithm.name === 'HMAC') {
    return done(hmac(hashOf(slots.algorithm), bytesOf(slots), data), data.length, SHORT_DIGESTED);
  }
  return done(sign(asymmetric(slots), data, signOptions(algorithm, slots)), data.length);
}

export async function verified(algorithm: Algorithm, slots: Slots, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  if (algorithm.name === 'HMAC') {
    const own = await done(hmac(hashOf(slots.algorithm), bytesOf(slots), data), data.length, SHORT_DIGESTED);
    return own.length === signature.length && timingSafeEqual(own, signature);
  }
  return done(verify(asymmetric(slots), data, signature, signOptions(algorithm, slots)), data.length);
}

/** The first bits, in whole bytes whose last has zeros behind them. */
function first(bits: number, of: Uint8Array): Uint8Array {
  const part = of.slice(0, Math.ceil(bits / 8));
  if (bits % 8 !== 0) {
    (part[part.length - 1] as number) &= 0xff << (8 - (bits % 8));
  }
  return part;
}

function wholeBytes(length: number | null): number {
  if (length === null || length % 8 !== 0) {
    throw operationError(`length is ${String(length)} (expected: bits, a multiple of 8)`);
  }
  return length / 8;
}

function otherKey(algorithm: Algorithm, own: Slots): Slots {
  const other = slotsOf(option<CryptoKey>(algorithm, 'public'), 'algorithm.public');
  if (own.type !== 'private') {
    throw accessError(`The key is ${own.type} (expected: a private key)`);
  }
  if (other.type !== 'public') {
    throw accessError(`algorithm.public is a ${other.type} key (expected: a public key)`);
  }
  if (other.algorithm.name !== own.algorithm.name || other.algorithm.namedCurve !== own.algorithm.namedCurve) {
    const { name, namedCurve } = other.algorithm;
    throw accessError(`algorithm.public is a key of ${name} ${namedCurve ?? ''} (expected: of that of the private key)`);
  }
  return other;
}

async function agreed(algorithm: Algorithm, slots: Slots, length: number | null): Promise<Uint8Array> {
  const other = otherKey(algorithm, slots);
  if (length === 0) {
    return new Uint8Array(0);
  }
  const secret = await done(agree(asymmetric(slots), asymmetric(other)), 0);
  if (algorithm.name !== 'ECDH' && secret.every((byte) => byte === 0)) {
    throw operationError('The secret is nothing but zeros: algorithm.public is a point of small order');
  }
  if (length === null) {
    return secret;
  }
  if (Math.ceil(length / 8) > secret.length) {
    throw operationError(`length is ${length} (expected: at most ${secret.length * 8})`);
  }
  return first(length, secret);
}

export async function derived(algorithm: Algorithm, slots: Slots, length: number | null): Promise<Uint8Array> {
  const hash = hashOf(algorithm);
  switch (algorithm.name) {
    case 'HKDF': {
      const count = wholeBytes(length);
      return count === 0 ? new Uint8Array(0) : done(hkdf(hash, bytesOf(slots), option(algorithm, 'salt'), option(algorithm, 'info'), count), 0);
    }
    case 'PBKDF2': {
      const count = wholeBytes(length);
      const iterations = option<number>(algorithm, 'iterations');
      if (iterations === 0) {
        throw operationError('algorithm.iterations is 0 (expected: at least 1)');
      }
      return count === 0 ? new Uint8Array(0) : done(pbkdf2(hash, bytesOf(slots), option(algorithm, 'salt'), iterations, count), Infinity);
    }
    default:
      return agreed(algorithm, slots, length);
  }
}

/** Bits of a key that is derived; null for one that takes any number of them. */
export function keyLength(algorithm: Algorithm): number | null {
  const length = option<number | undefined>(algorithm, 'length');
  switch (algorithm.name) {
    case 'HMAC':
      if (length === 0) {
        throw typeError('derivedKeyType.length is 0 (expected: some bits)', 'ERR_INVALID_ARG_VALUE');
      }
      return length ?? blockOf(hashOf(algorithm));
    case 'HKDF':
    case 'PBKDF2':
      return null;
    default:
      if (length !== 128 && length !== 192 && length !== 256) {
        throw operationError(`derivedKeyType.length is ${String(length)} (expected: 128, 192 or 256)`);
      }
      return length;
  }
}
