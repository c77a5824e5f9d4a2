/** `crypto.subtle`: the methods of section 14 of the Web Cryptography standard. */
import { type Key, publicOf } from '../crypto/index';
import { type Algorithm, isKnown, normalized } from './algorithms';
import { ec } from './ec';
import { accessError, dataError, notSupported, operationError, typeError, usageError } from './failures';
import { asymmetric, type Family, FORMATS, type Format, type Pair } from './family';
import { atLeast, bytes, list, long, oneOf, view } from './idl';
import { type Jwk, jwkOf } from './jwk';
import { type CryptoKey, keyOf, type Slots, slotsOf, USAGES, type Usage } from './keys';
import { okp } from './okp';
import { ciphered, derived, digested, keyLength, signed, verified } from './operations';
import { rsa } from './rsa';
import { aes, hmac, secrets } from './secrets';

const FAMILIES: Readonly<Record<string, Family>> = {
  'RSASSA-PKCS1-v1_5': rsa, 'RSA-PSS': rsa, 'RSA-OAEP': rsa,
  ECDSA: ec, ECDH: ec,
  Ed25519: okp, Ed448: okp, X25519: okp, X448: okp,
  HMAC: hmac, 'AES-CBC': aes, 'AES-CTR': aes, 'AES-GCM': aes, 'AES-KW': aes,
  HKDF: secrets, PBKDF2: secrets,
};
const familyOf = (name: string): Family => FAMILIES[name] as Family;

const format = oneOf<Format>(FORMATS, 'format of keys');
const usage = oneOf<Usage>(USAGES, 'usage of keys');
const usagesOf = (value: unknown, what: string): Usage[] => [...new Set(list(value, what, usage))];
const { parse, stringify } = JSON;
const UTF8 = new TextDecoder();

/** A buffer of its own, as each method gives its bytes. */
function buffer({ buffer: whole, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return byteLength === whole.byteLength ? (whole as ArrayBuffer) : (whole.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}

/** What a key is made of, where it is for that algorithm and may be used so. */
function usable(algorithm: Algorithm, slots: Slots, wanted: Usage): Slots {
  if (slots.algorithm.name !== algorithm.name) {
    throw accessError(`The key is for ${slots.algorithm.name} (expected: for ${algorithm.name})`);
  }
  if (!slots.usages.includes(wanted)) {
    throw accessError(`The key has the usages ${slots.usages.join(', ') || 'of none'} (expected: '${wanted}' among them)`);
  }
  return slots;
}

function imported(form: Format, data: Uint8Array | Jwk, algorithm: Algorithm, extractable: boolean, usages: readonly Usage[]): CryptoKey {
  const slots = familyOf(algorithm.name).imported(form, data, algorithm, extractable, usages);
  if (slots.type !== 'public' && usages.length === 0) {
    throw usageError(`No usages (expected: at least one, for a ${slots.type} key)`);
  }
  return keyOf(slots);
}

function exported(form: Format, slots: Slots): Uint8Array | Jwk {
  const family = familyOf(slots.algorithm.name);
  if (!slots.extractable && family !== secrets) {
    throw accessError('The key is not extractable (expected: one that was made with extractable: true)');
  }
  return family.exported(form, slots);
}

/** Keys are wrapped by what is for that, or by ciphers. */
function forWrapping(algorithm: unknown): Algorithm {
  return normalized(isKnown('wrapKey', algorithm) ? 'wrapKey' : 'encrypt', algorithm);
}

/** A key in JSON as bytes; AES-KW takes eights of them. */
function jsonBytes(jwk: Jwk, algorithm: Algorithm): Uint8Array {
  const text = stringify(jwk);
  return new TextEncoder().encode(algorithm.name === 'AES-KW' ? text.padEnd(Math.ceil(text.length / 8) * 8) : text);
}

function jsonOf(given: Uint8Array): Jwk {
  let value: unknown;
  try {
    value = parse(UTF8.decode(given));
  } catch (error) {
    throw dataError(`What was unwrapped is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || (value as Jwk).kty === undefined) {
    throw dataError('What was unwrapped is no key in JSON (expected: an object with kty)');
  }
  return jwkOf(value);
}

/** A key that another interface has already, as `importKey` would make it. */
export function toCryptoKey(material: Key | Uint8Array, algorithm: unknown, extractable: unknown, keyUsages: unknown): CryptoKey {
  const usages = usagesOf(keyUsages, 'keyUsages');
  const normal = normalized('importKey', algorithm);
  if (material instanceof Uint8Array) {
    return imported('raw-secret', material.slice(), normal, Boolean(extractable), usages);
  }
  return imported(material.kind === 'public' ? 'spki' : 'pkcs8', material.der, normal, Boolean(extractable), usages);
}

let allowed = false;

export class SubtleCrypto {
  readonly #brand = true;

  constructor() {
    if (!allowed) {
      throw typeError('Illegal constructor (expected: crypto.subtle)', 'ERR_ILLEGAL_CONSTRUCTOR');
    }
  }

  static #called(self: unknown, method: string, least: number, given: number): void {
    if (typeof self !== 'object' || self === null || !(#brand in self)) {
      throw typeError(`${method}: this is no SubtleCrypto (expected: crypto.subtle.${method}(…))`, 'ERR_INVALID_THIS');
    }
    atLeast(least, given, method);
  }

  async encrypt(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
    SubtleCrypto.#called(this, 'encrypt', 3, arguments.length);
    const slots = slotsOf(key, 'key');
    const copy = bytes(data, 'data');
    const normal = normalized('encrypt', algorithm);
    return buffer(await ciphered(true, normal, usable(normal, slots, 'encrypt'), copy));
  }

  async decrypt(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
    SubtleCrypto.#called(this, 'decrypt', 3, arguments.length);
    const slots = slotsOf(key, 'key');
    const copy = bytes(data, 'data');
    const normal = normalized('encrypt', algorithm);
    return buffer(await ciphered(false, normal, usable(normal, slots, 'decrypt'), copy));
  }

  async sign(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
    SubtleCrypto.#called(this, 'sign', 3, arguments.length);
    const slots = slotsOf(key, 'key');
    const copy = bytes(data, 'data');
    const normal = normalized('sign', algorithm);
    return buffer(await signed(normal, usable(normal, slots, 'sign'), copy));
  }

  async verify(algorithm: unknown, key: unknown, signature: unknown, data: unknown): Promise<boolean> {
    SubtleCrypto.#called(this, 'verify', 4, arguments.length);
    const slots = slotsOf(key, 'key');
    const given = bytes(signature, 'signature');
    const copy = bytes(data, 'data');
    const normal = normalized('sign', algorithm);
    return verified(normal, usable(normal, slots, 'verify'), given, copy);
  }

  async digest(algorithm: unknown, data: unknown): Promise<ArrayBuffer> {
    SubtleCrypto.#called(this, 'digest', 2, arguments.length);
    // The name of an algorithm runs no code of the add-on's, which could write into the data.
    const content = typeof algorithm === 'string' ? view(data, 'data') : bytes(data, 'data');
    return buffer(await digested(normalized('digest', algorithm), content));
  }

  async generateKey(algorithm: unknown, extractable: unknown, keyUsages: unknown): Promise<CryptoKey | { publicKey: CryptoKey; privateKey: CryptoKey }> {
    SubtleCrypto.#called(this, 'generateKey', 3, arguments.length);
    const usages = usagesOf(keyUsages, 'keyUsages');
    const normal = normalized('generateKey', algorithm);
    let made: Slots | Pair;
    try {
      made = await familyOf(normal.name).generated(normal, Boolean(extractable), usages);
    } catch (error) {
      const { code, message } = error as { readonly code?: unknown; readonly message: string };
      throw typeof code === 'string' && code !== 'stopped' && !(error instanceof TypeError) ? operationError(message) : error;
    }
    return 'privateKey' in made ? { publicKey: keyOf(made.publicKey), privateKey: keyOf(made.privateKey) } : keyOf(made);
  }

  async deriveBits(algorithm: unknown, baseKey: unknown, length: unknown = null): Promise<ArrayBuffer> {
    SubtleCrypto.#called(this, 'deriveBits', 2, arguments.length);
    const slots = slotsOf(baseKey, 'baseKey');
    const bits = length === null ? null : long(length, 'length');
    const normal = normalized('deriveBits', algorithm);
    return buffer(await derived(normal, usable(normal, slots, 'deriveBits'), bits));
  }

  async deriveKey(algorithm: unknown, baseKey: unknown, derivedKeyType: unknown, extractable: unknown, keyUsages: unknown): Promise<CryptoKey> {
    SubtleCrypto.#called(this, 'deriveKey', 5, arguments.length);
    const slots = slotsOf(baseKey, 'baseKey');
    const usages = usagesOf(keyUsages, 'keyUsages');
    const normal = normalized('deriveBits', algorithm);
    const into = normalized('importKey', derivedKeyType);
    const measured = normalized('keyLength', derivedKeyType);
    usable(normal, slots, 'deriveKey');
    const bits = await derived(normal, slots, keyLength(measured));
    return imported('raw-secret', bits, into, Boolean(extractable), usages);
  }

  async importKey(form: unknown, keyData: unknown, algorithm: unknown, extractable: unknown, keyUsages: unknown): Promise<CryptoKey> {
    SubtleCrypto.#called(this, 'importKey', 5, arguments.length);
    const as = format(form, 'format');
    const data = as === 'jwk' ? jwkOf(keyData) : bytes(keyData, 'keyData');
    const usages = usagesOf(keyUsages, 'keyUsages');
    return imported(as, data, normalized('importKey', algorithm), Boolean(extractable), usages);
  }

  async exportKey(form: unknown, key: unknown): Promise<ArrayBuffer | Jwk> {
    SubtleCrypto.#called(this, 'exportKey', 2, arguments.length);
    const as = format(form, 'format');
    const made = exported(as, slotsOf(key, 'key'));
    return made instanceof Uint8Array ? buffer(made) : made;
  }

  async wrapKey(form: unknown, key: unknown, wrappingKey: unknown, wrapAlgorithm: unknown): Promise<ArrayBuffer> {
    SubtleCrypto.#called(this, 'wrapKey', 4, arguments.length);
    const as = format(form, 'format');
    const slots = slotsOf(key, 'key');
    const wrapping = slotsOf(wrappingKey, 'wrappingKey');
    const normal = forWrapping(wrapAlgorithm);
    usable(normal, wrapping, 'wrapKey');
    const made = exported(as, slots);
    return buffer(await ciphered(true, normal, wrapping, made instanceof Uint8Array ? made : jsonBytes(made, normal)));
  }

  async unwrapKey(form: unknown, wrappedKey: unknown, unwrappingKey: unknown, unwrapAlgorithm: unknown, unwrappedKeyAlgorithm: unknown, extractable: unknown, keyUsages: unknown): Promise<CryptoKey> {
    SubtleCrypto.#called(this, 'unwrapKey', 7, arguments.length);
    const as = format(form, 'format');
    const wrapped = bytes(wrappedKey, 'wrappedKey');
    const unwrapping = slotsOf(unwrappingKey, 'unwrappingKey');
    const usages = usagesOf(keyUsages, 'keyUsages');
    const normal = forWrapping(unwrapAlgorithm);
    const into = normalized('importKey', unwrappedKeyAlgorithm);
    const made = await ciphered(false, normal, usable(normal, unwrapping, 'unwrapKey'), wrapped);
    return imported(as, as === 'jwk' ? jsonOf(made) : made, into, Boolean(extractable), usages);
  }

  async getPublicKey(key: unknown, keyUsages: unknown): Promise<CryptoKey> {
    SubtleCrypto.#called(this, 'getPublicKey', 2, arguments.length);
    const slots = slotsOf(key, 'key');
    const usages = usagesOf(keyUsages, 'keyUsages');
    if (slots.type !== 'private') {
      throw slots.type === 'secret' ? notSupported('A secret key has no public one (expected: a private key)') : accessError('The key is public already (expected: a private key)');
    }
    const { algorithm } = slots;
    const made = publicOf(asymmetric(slots)).now();
    return imported('spki', made.der, normalized('importKey', algorithm), true, usages);
  }

  get [Symbol.toStringTag](): string {
    return 'SubtleCrypto';
  }
}
for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype)) {
  if (name !== 'constructor') {
    Object.defineProperty(SubtleCrypto.prototype, name, { enumerable: true });
  }
}

allowed = true;
export const subtle = new SubtleCrypto();
allowed = false;
