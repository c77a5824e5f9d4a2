/** Keys made of passwords and of other keys. */
import { hkdf as derived, pbkdf2 as stretched, scrypt as hardened, type Work } from '../../crypto/index';
import { coded, invalidType, mustBeFunction, mustBeText, outOfRange } from '../errors';
import { buffer, bytesOf, invalidDigest, invalidLength, isArrayBuffer, isView, MOST_INT32, mustBeInteger, mustBeUint32, notHere, type Bytes, type Options } from './checks';
import { digestInfo } from './digests';
import { finish, attempt, type Mapping } from './errors';
import { isKey, secretBytes } from './keys';

type Callback = (error: Error | null, ...values: any[]) => void;

const failing = (message: string): Mapping => ({ parameter: () => new Error(message), operation: () => new Error(message) });

// ---- PBKDF2

const PBKDF2 = failing('PBKDF2 derivation failed');

function pbkdf2Work(given: unknown, salted: unknown, iterations: unknown, keylen: unknown, digest: unknown): Work<Uint8Array> {
  mustBeText('digest', digest);
  const password = bytesOf(given, 'password');
  const salt = bytesOf(salted, 'salt');
  mustBeInteger('iterations', iterations, 1, MOST_INT32);
  mustBeInteger('keylen', keylen, 0, MOST_INT32);
  const info = digestInfo(digest);
  if (info === undefined) {
    throw invalidDigest(digest);
  }
  if (keylen === 0) {
    throw new Error('PBKDF2 derivation failed');
  }
  return stretched(info.name, password, salt, iterations, keylen);
}

export function pbkdf2Sync(password: unknown, salt: unknown, iterations: unknown, keylen: unknown, digest: unknown): Bytes {
  const work = pbkdf2Work(password, salt, iterations, keylen, digest);
  return buffer(attempt(PBKDF2, () => work.now()));
}

export function pbkdf2(password: unknown, salt: unknown, iterations: unknown, keylen: unknown, digest: unknown, callback?: unknown): void {
  const [named, done] = typeof digest === 'function' ? [undefined, digest] : [digest, callback];
  const work = pbkdf2Work(password, salt, iterations, keylen, named);
  mustBeFunction('callback', done);
  finish(work, PBKDF2, done, (bytes) => [buffer(bytes)]);
}

// ---- scrypt

const MEMORY = 32 * 1024 * 1024;
const invalidScrypt = (more = ''): Error => coded(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${more}`);
const SCRYPT: Mapping = { parameter: () => invalidScrypt() };

/** An option that has two names, of which one may be given. */
function either(options: Options, short: string, long: string, otherwise: number): number {
  const [one, other] = [options[short], options[long]];
  if (one !== undefined && other !== undefined) {
    throw coded(TypeError, 'ERR_INCOMPATIBLE_OPTION_PAIR', `Option "${short}" cannot be used in combination with option "${long}"`);
  }
  const value = one ?? other;
  if (value === undefined) {
    return otherwise;
  }
  mustBeUint32(one === undefined ? long : short, value);
  // As in Node, none is the usual one.
  return value === 0 ? otherwise : value;
}

function scryptWork(given: unknown, salted: unknown, keylen: unknown, asked: unknown): Work<Uint8Array> {
  const options = (asked ?? {}) as Options;
  const password = bytesOf(given, 'password');
  const salt = bytesOf(salted, 'salt');
  mustBeInteger('keylen', keylen, 0, MOST_INT32);
  const n = either(options, 'N', 'cost', 16384);
  const r = either(options, 'r', 'blockSize', 8);
  const p = either(options, 'p', 'parallelization', 1);
  let most = MEMORY;
  if (options['maxmem'] !== undefined) {
    mustBeInteger('maxmem', options['maxmem'], 0, Number.MAX_SAFE_INTEGER);
    most = options['maxmem'] || MEMORY;
  }
  if (n < 2 || (n & (n - 1)) !== 0 || p > (2 ** 30 - 1) / r || n >= 2 ** (16 * r)) {
    throw invalidScrypt();
  }
  if (128 * r * (p + 2 + n) > most) {
    throw invalidScrypt(': error:030000AC:digital envelope routines::memory limit exceeded');
  }
  return hardened(password, salt, n, r, p, keylen);
}

export function scryptSync(password: unknown, salt: unknown, keylen: unknown, options?: unknown): Bytes {
  const work = scryptWork(password, salt, keylen, options);
  return buffer(attempt(SCRYPT, () => work.now()));
}

export function scrypt(password: unknown, salt: unknown, keylen: unknown, options: unknown, callback?: unknown): void {
  const [asked, done] = typeof options === 'function' ? [undefined, options] : [options, callback];
  const work = scryptWork(password, salt, keylen, asked);
  mustBeFunction('callback', done);
  finish(work, SCRYPT, done, (bytes) => [buffer(bytes)]);
}

// ---- HKDF

const HKDF = failing('HKDF derivation failed');
const MOST_INFO = 1024;
/** What messages list, in an order of its own. */
const INFO = 'of type string or an instance of ArrayBuffer, TypedArray, DataView, or Buffer';

function inputKey(key: unknown): Bytes {
  if (isKey(key)) {
    return secretBytes(key);
  }
  if (typeof key !== 'string' && !isView(key) && !isArrayBuffer(key)) {
    throw invalidType('ikm', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, or KeyObject', key);
  }
  return bytesOf(key, 'ikm');
}

function hkdfWork(digest: unknown, ikm: unknown, salted: unknown, told: unknown, keylen: unknown): Work<Uint8Array> {
  mustBeText('digest', digest);
  const key = inputKey(ikm);
  const salt = bytesOf(salted, 'salt', undefined, INFO);
  const info = bytesOf(told, 'info', undefined, INFO);
  mustBeInteger('length', keylen, 0, MOST_INT32);
  if (info.length > MOST_INFO) {
    throw outOfRange('info', `must not contain more than ${MOST_INFO} bytes`, info.length);
  }
  const known = digestInfo(digest);
  if (known === undefined) {
    throw invalidDigest(digest);
  }
  if (keylen > 255 * known.size) {
    throw invalidLength();
  }
  if (keylen === 0) {
    throw new Error('HKDF derivation failed');
  }
  return derived(known.name, key, salt, info, keylen);
}

const plain = (bytes: Uint8Array): ArrayBuffer => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;

export function hkdfSync(digest: unknown, ikm: unknown, salt: unknown, info: unknown, keylen: unknown): ArrayBuffer {
  const work = hkdfWork(digest, ikm, salt, info, keylen);
  return plain(attempt(HKDF, () => work.now()));
}

export function hkdf(digest: unknown, ikm: unknown, salt: unknown, info: unknown, keylen: unknown, callback: unknown): void {
  const work = hkdfWork(digest, ikm, salt, info, keylen);
  mustBeFunction('callback', callback);
  finish(work, HKDF, callback as Callback, (bytes) => [plain(bytes)]);
}

const refused = (name: string) => (): never => {
  throw notHere(name, 'scrypt');
};
export const argon2 = refused('argon2');
export const argon2Sync = refused('argon2Sync');
