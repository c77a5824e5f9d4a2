/** Secrets that two agree on: Diffie-Hellman, over primes and over elliptic curves. */
import { agree, checkPrime, dhGroup, exportRaw, generate, generatePrime, importRaw, modPow, publicOf, randomBytes, type Key, type Work } from '../../crypto/index';
import { coded, invalidType, invalidValue, mustBeFunction, mustBeText } from '../errors';
import { Buffer, buffer, bytesOf, encodingOf, invalidLength, invalidState, isArrayBuffer, isView, MOST_INT32, mustBeInteger, mustBeObject, type Bytes } from './checks';
import { curveOf } from './curves';
import { attempt, finish, openssl, OPENSSL, type Mapping } from './errors';
import { callable } from './lazy';
import { isKey, keyOf, type KeyObject } from './keys';

const failed = (message: string): Error => coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', message);

function shown(bytes: Uint8Array, encoding: unknown): Bytes | string {
  return encoding && encoding !== 'buffer' ? buffer(bytes).toString(encoding as string) : buffer(new Uint8Array(bytes));
}

/** A number without zeros in front. */
function trimmed(bytes: Uint8Array): Uint8Array {
  const from = bytes.findIndex((byte) => byte !== 0);
  return from < 0 ? new Uint8Array(0) : new Uint8Array(bytes.subarray(from));
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length);
  all.set(bytes, length - bytes.length);
  return all;
}

/** Which of two numbers is larger: above 0 where the first is. */
function compared(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [trimmed(one), trimmed(other)];
  return a.length - b.length || Buffer.compare(a, b);
}

const bitsOf = (bytes: Uint8Array): number => {
  const number = trimmed(bytes);
  return number.length === 0 ? 0 : number.length * 8 - Math.clz32(number[0] as number) + 24;
};

function numberBytes(value: number): Uint8Array {
  return trimmed(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
}

/** An odd number less one. */
function less(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (let at = copy.length - 1; at >= 0; at--) {
    const byte = copy[at] as number;
    copy[at] = byte - 1;
    if (byte > 0) {
      break;
    }
  }
  return copy;
}

function half(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes, (byte, at) => (byte >> 1) | (at > 0 ? ((bytes[at - 1] as number) & 1) << 7 : 0));
}

// ---- Over primes

const SMALLEST = 512;
const ONE = Uint8Array.of(1);
/** Bits of private keys, by those of a prime of RFC 3526: twice the strength, and some. */
const PRIVATE: Readonly<Record<number, number>> = { 1536: 200, 2048: 225, 3072: 275, 4096: 325, 6144: 375, 8192: 400 };
const GROUPS = ['modp5', 'modp14', 'modp15', 'modp16', 'modp17', 'modp18'];

/** What is wrong with a prime and a generator, as OpenSSL's flags. */
function wrongWith(prime: Uint8Array, generator: Uint8Array): number {
  let flags = bitsOf(prime) < SMALLEST ? 128 : 0;
  if (compared(generator, ONE) <= 0 || compared(generator, less(prime)) >= 0) {
    flags |= 8;
  }
  if (isKnown(prime)) {
    return flags;
  }
  if (!checkPrime(prime, 0).now()) {
    return flags | 1;
  }
  return checkPrime(half(prime), 0).now() ? flags : flags | 2;
}

/** The short private keys are for primes whose subgroups are known. */
function isKnown(prime: Uint8Array): boolean {
  return GROUPS.some((name) => {
    const group = dhGroup(name);
    return group !== undefined && compared(group.prime, prime) === 0;
  });
}

class Agreement {
  readonly #prime: Uint8Array;
  readonly #generator: Uint8Array;
  #publicKey: Uint8Array | undefined;
  #privateKey: Uint8Array | undefined;

  protected constructor(prime: Uint8Array, generator: Uint8Array, verifyError?: number) {
    this.#prime = trimmed(prime);
    this.#generator = trimmed(generator);
    let found = verifyError;
    // It takes a while to find out, and few ask.
    Object.defineProperty(this, 'verifyError', { enumerable: true, get: () => (found ??= wrongWith(this.#prime, this.#generator)) });
  }

  generateKeys(encoding?: unknown): Bytes | string {
    const bits = bitsOf(this.#prime);
    if (bits < SMALLEST) {
      throw failed('Key generation failed');
    }
    this.#privateKey ??= this.#random(bits);
    this.#publicKey = trimmed(modPow(this.#generator, this.#privateKey, this.#prime).now());
    return shown(this.#publicKey, encoding);
  }

  #random(bits: number): Uint8Array {
    const length = (isKnown(this.#prime) ? PRIVATE[bits] : undefined) ?? bits - 1;
    for (;;) {
      const bytes = randomBytes(Math.ceil(length / 8));
      bytes[0] = (bytes[0] as number) & (0xff >> (bytes.length * 8 - length));
      if (compared(bytes, ONE) > 0) {
        return trimmed(bytes);
      }
    }
  }

  computeSecret(otherPublicKey: unknown, inputEncoding?: unknown, outputEncoding?: unknown): Bytes | string {
    const other = bytesOf(otherPublicKey, 'key', inputEncoding);
    if (this.#privateKey === undefined) {
      throw failed('Failed to compute shared secret');
    }
    if (compared(other, ONE) <= 0) {
      throw invalidLength('Supplied key is too small');
    }
    if (compared(other, less(this.#prime)) >= 0) {
      throw invalidLength('Supplied key is too large');
    }
    return shown(padded(trimmed(modPow(trimmed(other), this.#privateKey, this.#prime).now()), this.#prime.length), outputEncoding);
  }

  getPrime(encoding?: unknown): Bytes | string {
    return shown(this.#prime, encoding);
  }

  getGenerator(encoding?: unknown): Bytes | string {
    return shown(this.#generator, encoding);
  }

  getPublicKey(encoding?: unknown): Bytes | string {
    if (this.#publicKey === undefined) {
      throw invalidState('No public key - did you forget to generate one?');
    }
    return shown(this.#publicKey, encoding);
  }

  getPrivateKey(encoding?: unknown): Bytes | string {
    if (this.#privateKey === undefined) {
      throw invalidState('No private key - did you forget to generate one?');
    }
    return shown(this.#privateKey, encoding);
  }

  protected set(which: 'public' | 'private', key: unknown, encoding: unknown): this {
    const bytes = trimmed(bytesOf(key, 'key', encoding));
    if (which === 'public') {
      this.#publicKey = bytes;
    } else {
      this.#privateKey = bytes;
    }
    return this;
  }
}

const NUMBER = 'one of type number or string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView';

function isNumber(name: string, value: unknown): value is number {
  if (typeof value !== 'number' && typeof value !== 'string' && !isView(value) && !isArrayBuffer(value)) {
    throw invalidType(name, NUMBER, value);
  }
  if (typeof value !== 'number') {
    return false;
  }
  mustBeInteger(name, value, -MOST_INT32 - 1, MOST_INT32);
  return true;
}

const badGenerator = (): Error => openssl(OPENSSL.generator);

function generatorOf(value: unknown, encoding: unknown): Uint8Array {
  const generator = isNumber('generator', value) ? (value < 2 ? undefined : numberBytes(value)) : bytesOf(value, 'generator', encoding);
  if (generator === undefined || compared(generator, ONE) <= 0) {
    throw badGenerator();
  }
  return generator;
}

/** What primes leave when they are divided, so that a generator has the subgroup that it should. */
const REMAINDERS: Readonly<Record<number, readonly [number, number]>> = { 2: [24, 23], 5: [60, 59] };

function primeOf(bits: number, generator: Uint8Array): Uint8Array {
  if (bits <= 0) {
    throw openssl(OPENSSL.modulus);
  }
  if (bits < SMALLEST) {
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid DH parameters');
  }
  const [add, rem] = (generator.length === 1 ? REMAINDERS[generator[0] as number] : undefined) ?? [12, 11];
  return attempt({}, () => generatePrime(bits, { safe: true, add: Uint8Array.of(add), rem: Uint8Array.of(rem) }).now());
}

class DiffieHellman extends Agreement {
  constructor(sizeOrKey: unknown, keyEncoding?: unknown, generator?: unknown, genEncoding?: unknown) {
    const sized = isNumber('sizeOrKey', sizeOrKey);
    // The encoding may be left out.
    const encoded = !keyEncoding || keyEncoding === 'buffer' || encodingOf(keyEncoding) !== undefined;
    const [encoding, asked, askedEncoding] = encoded ? [keyEncoding, generator, genEncoding] : [undefined, keyEncoding, generator];
    const base = generatorOf(asked || 2, askedEncoding);
    super(sized ? primeOf(sizeOrKey, base) : bytesOf(sizeOrKey, 'sizeOrKey', encoding), base, sized ? 0 : undefined);
  }

  setPublicKey(key: unknown, encoding?: unknown): this {
    return this.set('public', key, encoding);
  }

  setPrivateKey(key: unknown, encoding?: unknown): this {
    return this.set('private', key, encoding);
  }
}

class DiffieHellmanGroup extends Agreement {
  constructor(name: unknown) {
    mustBeText('name', name);
    const group = dhGroup(name.toLowerCase());
    if (group === undefined) {
      throw coded(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group');
    }
    super(group.prime, group.generator, 0);
  }
}

const CallableDiffieHellman = callable(DiffieHellman);
const CallableGroup = callable(DiffieHellmanGroup);
export { CallableDiffieHellman as DiffieHellman, CallableGroup as DiffieHellmanGroup };

export function createDiffieHellman(sizeOrKey: unknown, keyEncoding?: unknown, generator?: unknown, genEncoding?: unknown): object {
  return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding);
}
export function createDiffieHellmanGroup(name: unknown): object {
  return new DiffieHellmanGroup(name);
}

// ---- Over elliptic curves

/** Bytes of a coordinate, by curve. */
const SIZES: Readonly<Record<string, number>> = { prime256v1: 32, secp224r1: 28, secp256k1: 32, secp384r1: 48, secp521r1: 66 };

function compressing(format: unknown): 'compressed' | 'uncompressed' | 'hybrid' {
  if (format && format !== 'compressed' && format !== 'uncompressed' && format !== 'hybrid') {
    throw coded(TypeError, 'ERR_CRYPTO_ECDH_INVALID_FORMAT', `Invalid ECDH format: ${String(format)}`);
  }
  return (format || 'uncompressed') as 'compressed';
}

function point(key: Key, format: ReturnType<typeof compressing>): Uint8Array {
  const bytes = exportRaw(key, format === 'compressed').now();
  if (format === 'hybrid') {
    bytes[0] = 6 + ((bytes.at(-1) as number) & 1);
  }
  return bytes;
}

const noPoint: Mapping = { key: () => failed('Failed to convert Buffer to EC_POINT'), parameter: () => failed('Failed to convert Buffer to EC_POINT') };
const invalidPublicKey = (): Error => coded(Error, 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY', 'Public key is not valid for specified curve');

class ECDH {
  readonly #curve: string;
  #privateKey: Key | undefined;
  #publicKey: Key | undefined;

  constructor(curve: unknown) {
    mustBeText('curve', curve);
    this.#curve = curveOf(curve, false);
  }

  static convertKey(key: unknown, curve: unknown, inputEncoding?: unknown, outputEncoding?: unknown, format?: unknown): Bytes | string {
    mustBeText('curve', curve);
    const bytes = bytesOf(key, 'key', inputEncoding);
    const written = compressing(format);
    const known = curveOf(curve, false);
    // Infinity is written as one zero, in all of the formats.
    return shown(bytes.length === 1 && bytes[0] === 0 ? bytes : point(attempt(noPoint, () => importRaw('ec', 'public', bytes, known).now()), written), outputEncoding);
  }

  generateKeys(encoding?: unknown, format?: unknown): Bytes | string {
    const { publicKey, privateKey } = generate({ type: 'ec', curve: this.#curve }).now();
    this.#publicKey = publicKey;
    this.#privateKey = privateKey;
    return this.getPublicKey(encoding, format);
  }

  computeSecret(otherPublicKey: unknown, inputEncoding?: unknown, outputEncoding?: unknown): Bytes | string {
    const bytes = bytesOf(otherPublicKey, 'key', inputEncoding);
    const other = attempt({ key: invalidPublicKey, parameter: invalidPublicKey }, () => importRaw('ec', 'public', bytes, this.#curve).now());
    const own = this.#privateKey;
    if (own === undefined) {
      throw failed('Failed to compute ECDH key');
    }
    return shown(attempt({ key: invalidPublicKey }, () => agree(own, other).now()), outputEncoding);
  }

  getPublicKey(encoding?: unknown, format?: unknown): Bytes | string {
    const written = compressing(format);
    if (this.#publicKey === undefined) {
      throw failed('Failed to get ECDH public key');
    }
    return shown(point(this.#publicKey, written), encoding);
  }

  getPrivateKey(encoding?: unknown): Bytes | string {
    if (this.#privateKey === undefined) {
      throw failed('Failed to get ECDH private key');
    }
    return shown(trimmed(exportRaw(this.#privateKey).now()), encoding);
  }

  setPrivateKey(key: unknown, encoding?: unknown): this {
    const scalar = trimmed(bytesOf(key, 'key', encoding));
    const size = SIZES[this.#curve] as number;
    const invalid = (): Error => coded(RangeError, 'ERR_CRYPTO_INVALID_KEYTYPE', 'Private key is not valid for specified curve.');
    if (scalar.length === 0 || scalar.length > size) {
      throw invalid();
    }
    this.#privateKey = attempt({ key: invalid, parameter: invalid }, () => importRaw('ec', 'private', padded(scalar, size), this.#curve).now());
    this.#publicKey = publicOf(this.#privateKey).now();
    return this;
  }

  setPublicKey(key: unknown, encoding?: unknown): this {
    const bytes = bytesOf(key, 'key', encoding);
    this.#publicKey = attempt(noPoint, () => importRaw('ec', 'public', bytes, this.#curve).now());
    return this;
  }
}

const CallableECDH = callable(ECDH);
Object.defineProperty(CallableECDH, 'convertKey', { value: ECDH.convertKey.bind(ECDH), writable: true, enumerable: true, configurable: true });
export { CallableECDH as ECDH };
export function createECDH(curve: unknown): object {
  return new ECDH(curve);
}

// ---- Of keys as objects

const AGREEING = ['dh', 'ec', 'x448', 'x25519'];

function ofOption(options: Readonly<Record<string, unknown>>, name: 'privateKey' | 'publicKey'): KeyObject & { readonly asymmetricKeyType?: string } {
  const key = options[name];
  if (!isKey(key)) {
    throw invalidValue(`options.${name}`, key);
  }
  if (name === 'privateKey' ? key.type !== 'private' : key.type === 'secret') {
    throw coded(TypeError, 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE', `Invalid key object type ${key.type}, expected ${name === 'privateKey' ? 'private' : 'private or public'}.`);
  }
  return key;
}

export function diffieHellman(options: unknown, callback?: unknown): Bytes | undefined {
  mustBeObject('options', options);
  if (callback !== undefined) {
    mustBeFunction('callback', callback);
  }
  const [own, other] = [ofOption(options, 'privateKey'), ofOption(options, 'publicKey')].map((key) => keyOf(key)) as [Key, Key];
  if (own.type !== other.type || !AGREEING.includes(own.type)) {
    throw coded(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY', `Incompatible key types for Diffie-Hellman: ${own.type} and ${other.type}`);
  }
  if (own.curve !== other.curve) {
    throw openssl(OPENSSL.domain);
  }
  const work: Work<Uint8Array> = agree(own, other.kind === 'private' ? publicOf(other).now() : other);
  const failing: Mapping = { key: () => openssl(OPENSSL.derivation), parameter: () => openssl(OPENSSL.domain), operation: () => openssl(OPENSSL.derivation) };
  if (callback === undefined) {
    return buffer(attempt(failing, () => work.now()));
  }
  finish(work, failing, callback as (error: Error | null) => void, (bytes) => [buffer(bytes)]);
  return undefined;
}
