/** `KeyObject`, and the keys that functions are given: as objects, PEM, DER, JWK or raw. */
import { publicOf, type Key } from '../../crypto/index';
import { part } from '../../host/parts';
import { coded, invalidType, invalidValue } from '../errors';
import { Buffer, buffer, bytesOf, isArrayBuffer, isView, mustBeObject, mustBeOneOf, textOption, type Bytes, type Options } from './checks';
import { digestName, exported, jwkOf, outputOf } from './key-output';
import { readKey, type Want } from './key-input';

type Material = Key | Uint8Array;

const isSecret = (material: Material): material is Uint8Array => material instanceof Uint8Array;

/** What only this file gives to a constructor. */
class Handle {
  constructor(readonly material: Material) {}
}

// Set where the private names can be seen.
let materialOf: (key: KeyObject) => Material;
export let isKey: (value: unknown) => value is KeyObject;

export class KeyObject {
  readonly #type: 'secret' | 'public' | 'private';
  readonly #material: Material;

  constructor(type: unknown, handle: unknown) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') {
      throw invalidValue('type', type);
    }
    if (!(handle instanceof Handle)) {
      throw invalidType('handle', 'of type object', handle);
    }
    this.#type = type;
    this.#material = handle.material;
  }

  static from(key: unknown): KeyObject {
    const material = cryptoKeyOf(key);
    if (material === undefined) {
      throw invalidType('key', 'an instance of CryptoKey', key);
    }
    return keyObject(material);
  }

  static {
    materialOf = (key) => key.#material;
    isKey = (value): value is KeyObject => typeof value === 'object' && value !== null && #material in value;
  }

  get type(): 'secret' | 'public' | 'private' {
    return this.#type;
  }

  toCryptoKey(algorithm: unknown, extractable: unknown, keyUsages: unknown): unknown {
    return subtle().toCryptoKey(this.#material, algorithm, extractable, keyUsages);
  }

  equals(otherKeyObject: unknown): boolean {
    if (!isKey(otherKeyObject)) {
      throw invalidType('otherKeyObject', 'an instance of KeyObject', otherKeyObject);
    }
    const [one, other] = [this, otherKeyObject].map((key) => (isSecret(key.#material) ? key.#material : key.#material.der)) as [Uint8Array, Uint8Array];
    return otherKeyObject.#type === this.#type && Buffer.compare(one, other) === 0;
  }
}
Object.defineProperty(KeyObject.prototype, Symbol.toStringTag, { value: 'KeyObject', configurable: true });

class SecretKeyObject extends KeyObject {
  constructor(handle: Handle) {
    super('secret', handle);
  }

  get symmetricKeySize(): number {
    return (materialOf(this) as Uint8Array).length;
  }

  export(options?: unknown): unknown {
    const bytes = materialOf(this) as Uint8Array;
    if (options !== undefined) {
      mustBeObject('options', options);
      mustBeOneOf('options.format', options['format'], [undefined, 'buffer', 'jwk']);
      if (options['format'] === 'jwk') {
        return { kty: 'oct', k: buffer(bytes).toString('base64url') };
      }
    }
    return buffer(bytes.slice());
  }
}

class AsymmetricKeyObject extends KeyObject {
  get asymmetricKeyType(): string {
    return (materialOf(this) as Key).type;
  }

  get asymmetricKeyDetails(): object {
    const { type, bits, exponent, curve, divisor, pss } = materialOf(this) as Key;
    switch (type) {
      case 'rsa':
        return { modulusLength: bits, publicExponent: exponent };
      case 'rsa-pss':
        return {
          modulusLength: bits,
          publicExponent: exponent,
          ...(pss === undefined ? {} : { hashAlgorithm: digestName(pss.hash ?? 'SHA-1'), mgf1HashAlgorithm: digestName(pss.mgf ?? 'SHA-1'), saltLength: pss.salt ?? 20 }),
        };
      case 'ec':
        return { namedCurve: curve };
      case 'dsa':
        return { modulusLength: bits, divisorLength: divisor };
      default:
        return {};
    }
  }
}

class PublicKeyObject extends AsymmetricKeyObject {
  constructor(handle: Handle) {
    super('public', handle);
  }

  export(options?: unknown): unknown {
    return exportOf(materialOf(this) as Key, options);
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  constructor(handle: Handle) {
    super('private', handle);
  }

  export(options?: unknown): unknown {
    return exportOf(materialOf(this) as Key, options);
  }
}

function exportOf(key: Key, options: unknown): unknown {
  if (options === null || typeof options !== 'object') {
    throw invalidType('options', 'of type object', options);
  }
  return exported(key, outputOf(key, options as Options, 'options'));
}

export function keyObject(material: Material): KeyObject {
  const handle = new Handle(material);
  return isSecret(material) ? new SecretKeyObject(handle) : material.kind === 'public' ? new PublicKeyObject(handle) : new PrivateKeyObject(handle);
}

export { jwkOf };

// ---- Keys of the other API

interface Subtle {
  materialOf(value: unknown): Material | undefined;
  toCryptoKey(material: Material, algorithm: unknown, extractable: unknown, usages: unknown): unknown;
}

const subtle = (): Subtle => part('subtle') as Subtle;

function cryptoKeyOf(value: unknown): Material | undefined {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object CryptoKey]' ? subtle().materialOf(value) : undefined;
}

/** The key that is in an object of either API. */
function within(value: unknown): Material | undefined {
  return isKey(value) ? materialOf(value) : cryptoKeyOf(value);
}

const wrongType = (material: Material, expected: string): Error =>
  coded(TypeError, 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE', `Invalid key object type ${isSecret(material) ? 'secret' : material.kind}, expected ${expected}.`);

// ---- Secret keys

const PLAIN = 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView';
const ANY = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey';

export function createSecretKey(key: unknown, encoding?: unknown): KeyObject {
  return keyObject(new Uint8Array(bytesOf(key, 'key', encoding, PLAIN)));
}

/** The bytes of a key object that must be a secret one. */
export function secretBytes(key: KeyObject): Bytes {
  const material = materialOf(key);
  if (!isSecret(material)) {
    throw wrongType(material, 'secret');
  }
  return buffer(material);
}

/** The bytes of a secret key, whatever it is given as. */
export function secretOf(key: unknown, options: unknown): Uint8Array {
  const material = within(key);
  if (material === undefined) {
    return bytesOf(key, 'key', textOption(options, 'encoding'), ANY);
  }
  if (!isSecret(material)) {
    throw wrongType(material, 'secret');
  }
  return material;
}

// ---- Public and private keys

/** What each function says that it takes. */
const TAKES: Readonly<Record<Want, string>> = {
  public: ANY,
  private: 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, CryptoKey, or URL',
  newPublic: ANY,
  newPrivate: 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, or URL',
};

/** The key of a key object, where one of its kind is asked for. */
function ofKind(material: Material, want: Want): Key {
  if (isSecret(material) || (material.kind === 'public' && want !== 'public')) {
    throw wrongType(material, want === 'public' ? 'private or public' : 'private');
  }
  return want !== 'private' && material.kind === 'private' ? publicOf(material).now() : material;
}

/** The key that an argument stands for; where a public one is asked for, that of a private one too. */
export function asymmetric(input: unknown, want: Want): Key {
  const found = want === 'newPrivate' ? undefined : within(input);
  if (found !== undefined) {
    return ofKind(found, want);
  }
  if (isData(input)) {
    return readKey(input, { format: 'pem' }, want);
  }
  if (typeof input !== 'object' || input === null || isKey(input)) {
    throw invalidType('key', TAKES[want], input);
  }
  const { key, format } = input as Options;
  const inner = want === 'newPrivate' ? undefined : within(key);
  if (inner !== undefined) {
    return ofKind(inner, want);
  }
  if (format === 'jwk') {
    mustBeObject('key.key', key);
  } else if (!isData(key)) {
    throw invalidType(want === 'newPrivate' && isKey(key) ? 'key' : 'key.key', TAKES[want], key);
  }
  return readKey(key, input as Options, want);
}

export const isData = (value: unknown): value is string | ArrayBuffer | ArrayBufferView => typeof value === 'string' || isView(value) || isArrayBuffer(value);

export const createPublicKey = (key: unknown): KeyObject => keyObject(asymmetric(key, 'newPublic'));
export const createPrivateKey = (key: unknown): KeyObject => keyObject(asymmetric(key, 'newPrivate'));

/** The public part of a key, if it is one of a pair. */
export const keyOf = (key: KeyObject): Key | undefined => {
  const material = materialOf(key);
  return isSecret(material) ? undefined : material;
};
