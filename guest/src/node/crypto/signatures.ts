/** Signatures: gathered by an object, or all at once. */
import { Hashing, sign as signed, verify as verified, type DigestInfo, type Key, type SignOptions, type Work } from '../../crypto/index';
import { coded, invalidType, invalidValue, mustBeFunction, mustBeText } from '../errors';
import { buffer, bytesOf, dataOf, invalidDigest, invalidState, isView, viewBytes, type Bytes, type Options } from './checks';
import { PADDING } from './constants';
import { digestInfo } from './digests';
import { attempt, finish, openssl, OPENSSL, type Mapping } from './errors';
import { asymmetric } from './keys';
import { callable } from './lazy';

type Done = (error?: unknown) => void;

const { Writable } = require('readable-stream') as { Writable: new (options?: unknown) => object };

const keyRequired = (): Error => coded(Error, 'ERR_CRYPTO_SIGN_KEY_REQUIRED', 'No key provided to sign');
const notInitialised = (): Error => invalidState('Not initialised');
const unsupportedOperation = (): Error => coded(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation');

/** What is said of a signature beside the key; checked as it is read. */
interface Asked {
  readonly padding: number | undefined;
  readonly salt: number | undefined;
  readonly encoding: 'der' | 'ieee-p1363';
  readonly context: Uint8Array | undefined;
}

function asked(options: unknown): Asked {
  const given = options as Options;
  const padding = integer(given, 'padding');
  const salt = integer(given, 'saltLength');
  const { dsaEncoding = 'der', context } = typeof options === 'object' ? given : {};
  if (dsaEncoding !== 'der' && dsaEncoding !== 'ieee-p1363') {
    throw invalidValue('options.dsaEncoding', dsaEncoding);
  }
  if (context !== undefined && !isView(context)) {
    throw invalidType('options.context', 'an instance of Buffer, TypedArray, or DataView', context);
  }
  return { padding, salt, encoding: dsaEncoding, context: context === undefined ? undefined : viewBytes(context) };
}

function integer(options: Options, name: string): number | undefined {
  const value = options[name];
  if (value !== undefined && (typeof value !== 'number' || value !== value >> 0)) {
    throw invalidValue(`options.${name}`, value);
  }
  return value as number | undefined;
}

const isEdwards = ({ type }: Key): boolean => type === 'ed25519' || type === 'ed448';

/** What the layer below is asked for, where the key can do that. */
function optionsOf(key: Key, digest: DigestInfo | undefined, { padding, salt, encoding, context }: Asked, signs: boolean): SignOptions {
  switch (key.type) {
    case 'ed25519':
    case 'ed448':
      if (digest !== undefined) {
        throw openssl(OPENSSL.invalidDigest);
      }
      return context === undefined ? {} : { context };
    case 'ec':
    case 'dsa':
      return { digest: digest?.name ?? 'SHA-256', encoding };
    case 'rsa':
    case 'rsa-pss':
      return rsaOptions(key, digest, padding, salt, signs);
    default:
      throw openssl(OPENSSL.notForKey);
  }
}

function rsaOptions(key: Key, info: DigestInfo | undefined, asking: number | undefined, salt: number | undefined, signs: boolean): SignOptions {
  const only = key.type === 'rsa-pss';
  const digest = info?.name ?? (only ? key.pss?.hash : undefined) ?? 'SHA-256';
  const padding = asking ?? (only ? PADDING.pss : PADDING.pkcs1);
  if (info?.xof === true) {
    throw openssl(OPENSSL.digestNotAllowed);
  }
  if (padding === PADDING.none) {
    throw openssl(OPENSSL.paddingMode);
  }
  if (padding === PADDING.pkcs1 && !only) {
    return { digest, padding: 'pkcs1' };
  }
  if (padding !== PADDING.pss) {
    throw openssl(OPENSSL.padding);
  }
  // That of the key is the least; where nothing is said, Node takes the longest, OpenSSL the digest's length.
  const usual = asking === PADDING.pss ? -2 : (key.pss?.salt ?? (signs ? -1 : -2));
  if (only && key.pss !== undefined) {
    if (digest !== (key.pss.hash ?? 'SHA-1')) {
      throw openssl(OPENSSL.digestNotAllowed);
    }
    if (salt !== undefined && salt >= 0 && salt < (key.pss.salt ?? 20)) {
      throw openssl(OPENSSL.saltTooSmall);
    }
  }
  return { digest, padding: 'pss', salt: salt === -4 ? -1 : (salt ?? usual), mgf: key.pss?.mgf ?? digest };
}

const failing = ({ padding }: SignOptions): Mapping => ({
  large: () => openssl(padding === 'pss' ? OPENSSL.tooLargeForKey : OPENSSL.digestTooBig),
  parameter: () => openssl(padding === 'pss' ? OPENSSL.tooLargeForKey : OPENSSL.padding),
  unsupported: () => openssl(OPENSSL.digestNotAllowed),
});

// ---- Gathered by an object

/** What both have: a digest of what is written. */
class Signing extends Writable {
  protected readonly digest: DigestInfo;
  #hashing: Hashing | undefined;

  constructor(algorithm: unknown, options?: unknown) {
    mustBeText('algorithm', algorithm);
    const info = digestInfo(algorithm);
    if (info === undefined) {
      throw invalidDigest();
    }
    super(options);
    this.digest = info;
    Object.defineProperty(this, 'digest', { enumerable: false });
    this.#hashing = new Hashing(info.name);
  }

  update(data: unknown, inputEncoding?: unknown): this {
    const bytes = dataOf(data, inputEncoding);
    if (this.#hashing === undefined) {
      throw notInitialised();
    }
    this.#hashing.update(bytes);
    return this;
  }

  _write(chunk: unknown, encoding: string, callback: Done): void {
    this.update(chunk, encoding);
    callback();
  }

  /** The digest, and what the key is to do with it. */
  protected finished(key: Key, given: Asked, signs: boolean): { readonly bytes: Uint8Array; readonly options: SignOptions } {
    const hashing = this.#hashing;
    if (hashing === undefined) {
      throw notInitialised();
    }
    this.#hashing = undefined;
    if (isEdwards(key)) {
      throw unsupportedOperation();
    }
    const options = optionsOf(key, this.digest, given, signs);
    return { bytes: hashing.finish(this.digest.xof ? this.digest.size : undefined), options: { ...options, digested: true } };
  }
}

class Sign extends Signing {
  sign(options: unknown, outputEncoding?: unknown): Bytes | string {
    if (!options) {
      throw keyRequired();
    }
    const key = asymmetric(options, 'private');
    const { bytes, options: how } = this.finished(key, asked(options), true);
    const signature = buffer(attempt(failing(how), () => signed(key, bytes, how).now()));
    return outputEncoding && outputEncoding !== 'buffer' ? signature.toString(outputEncoding as string) : signature;
  }
}

class Verify extends Signing {
  verify(options: unknown, signature: unknown, signatureEncoding?: unknown): boolean {
    const key = asymmetric(options, 'public');
    const given = asked(options);
    const sealed = bytesOf(signature, 'signature', signatureEncoding);
    const { bytes, options: how } = this.finished(key, given, false);
    return attempt(failing(how), () => verified(key, bytes, sealed, how).now());
  }
}

const CallableSign = callable(Sign);
const CallableVerify = callable(Verify);
export { CallableSign as Sign, CallableVerify as Verify };

export function createSign(algorithm: unknown, options?: unknown): object {
  return new Sign(algorithm, options);
}
export function createVerify(algorithm: unknown, options?: unknown): object {
  return new Verify(algorithm, options);
}

// ---- All at once

function digestFor(algorithm: unknown): DigestInfo | undefined {
  if (algorithm === null || algorithm === undefined) {
    return undefined;
  }
  const info = digestInfo(algorithm as string);
  if (info === undefined) {
    throw invalidDigest(algorithm as string);
  }
  return info;
}

function check(algorithm: unknown, callback: unknown): void {
  if (algorithm !== null && algorithm !== undefined) {
    mustBeText('algorithm', algorithm);
  }
  if (callback !== undefined) {
    mustBeFunction('callback', callback);
  }
}

type Callback = (error: Error | null, value?: any) => void;

function answer<Value, Given>(work: Work<Value>, mapping: Mapping, callback: unknown, give: (value: Value) => Given): Given | undefined {
  if (callback === undefined) {
    return give(attempt(mapping, () => work.now()));
  }
  finish(work, mapping, callback as Callback, (value) => [give(value)]);
  return undefined;
}

export function sign(algorithm: unknown, data: unknown, key: unknown, callback?: unknown): Bytes | undefined {
  check(algorithm, callback);
  const bytes = bytesOf(data, 'data');
  if (!key) {
    throw keyRequired();
  }
  const given = asked(key);
  const signer = asymmetric(key, 'private');
  const options = optionsOf(signer, digestFor(algorithm), given, true);
  return answer(signed(signer, bytes, options), failing(options), callback, buffer);
}

export function verify(algorithm: unknown, data: unknown, key: unknown, signature: unknown, callback?: unknown): boolean | undefined {
  check(algorithm, callback);
  const bytes = bytesOf(data, 'data');
  const given = asked(key);
  const sealed = bytesOf(signature, 'signature');
  const verifier = asymmetric(key, 'public');
  const options = optionsOf(verifier, digestFor(algorithm), given, false);
  return answer(verified(verifier, bytes, sealed, options), failing(options), callback, (value) => value);
}
