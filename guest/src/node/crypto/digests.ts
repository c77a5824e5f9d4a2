/** Digests and message authentication codes: incremental, as streams, and all at once. */
import { digest as digested, digestOf, DIGESTS, digestText, Hashing, type DigestInfo } from '../../crypto/index';
import { coded, invalidType, invalidValue, mustBeText } from '../errors';
import { Buffer, dataOf, encodingOf, finalized, invalidDigest, isView, mustBeObject, mustBeUint32, textBytes, viewBytes, written, type Bytes, type Options } from './checks';
import { attempt, openssl, OPENSSL } from './errors';
import { secretOf } from './keys';
import { callable, lazilyTransform, STREAM_OPTIONS } from './lazy';

type Done = (error?: unknown) => void;

/** Those that were asked for, by the name that they were asked for by; there are as many as spellings of what there is. */
const found = new Map<string, DigestInfo>();
const MOST_FOUND = 200;

export function digestInfo(name: string): DigestInfo | undefined {
  const again = found.get(name);
  if (again !== undefined) {
    return again;
  }
  const known = digestOf(name);
  const info = known === undefined ? undefined : DIGESTS.get(known);
  if (info !== undefined && found.size < MOST_FOUND) {
    found.set(name, info);
  }
  return info;
}

/** The length that is asked of a digest: of one that has only its own, no other. */
function lengthOf(info: DigestInfo, options: unknown): number | undefined {
  const length = options !== null && typeof options === 'object' ? (options as Options)['outputLength'] : undefined;
  if (length === undefined) {
    return undefined;
  }
  mustBeUint32('options.outputLength', length);
  if (!info.xof && length !== info.size) {
    throw openssl(OPENSSL.notXof);
  }
  return length;
}

class Hash {
  readonly #info: DigestInfo;
  readonly #length: number | undefined;
  #hashing: Hashing | undefined;
  /** What came of it as a stream: it can still be asked for. */
  #streamed: Uint8Array | undefined;
  [STREAM_OPTIONS]: unknown;

  constructor(algorithm: unknown, options?: unknown) {
    this[STREAM_OPTIONS] = options;
    if (algorithm instanceof Hash) {
      this.#info = algorithm.#info;
      this.#length = options === undefined ? algorithm.#length : lengthOf(this.#info, options);
      this.#hashing = algorithm.#running().copy();
      return;
    }
    mustBeText('algorithm', algorithm);
    const info = digestInfo(algorithm);
    if (info === undefined) {
      throw new Error('Digest method not supported');
    }
    this.#info = info;
    this.#length = lengthOf(info, options);
    this.#hashing = new Hashing(info.name);
  }

  #running(): Hashing {
    if (this.#hashing === undefined) {
      throw finalized();
    }
    return this.#hashing;
  }

  copy(options?: unknown): Hash {
    this.#running();
    return new Hash(this, options);
  }

  update(data: unknown, inputEncoding?: unknown): this {
    if (this.#streamed !== undefined) {
      throw coded(Error, 'ERR_CRYPTO_HASH_UPDATE_FAILED', 'Hash update failed');
    }
    put(this.#running(), data, inputEncoding);
    return this;
  }

  digest(outputEncoding?: unknown): Bytes | string {
    const bytes = this.#streamed ?? this.#finished();
    this.#streamed = undefined;
    return written(bytes, outputEncoding);
  }

  #finished(): Uint8Array {
    const bytes = this.#running().finish(this.#info.xof ? (this.#length ?? this.#info.size) : undefined);
    this.#hashing = undefined;
    return bytes;
  }

  _transform(chunk: unknown, encoding: string, callback: Done): void {
    put(this.#running(), chunk, encoding);
    callback();
  }

  _flush(callback: Done): void {
    const bytes = this.#finished();
    this.#streamed = bytes;
    (this as unknown as { push(chunk: unknown): void }).push(written(bytes.slice(), undefined));
    callback();
  }
}
lazilyTransform(Hash.prototype);

function put(hashing: Hashing, data: unknown, encoding: unknown): void {
  if (typeof data === 'string' && (encoding === undefined || (encodingOf(encoding) ?? 'utf8') === 'utf8')) {
    hashing.updateText(data);
  } else {
    hashing.update(dataOf(data, encoding));
  }
}

class Hmac {
  #hashing: Hashing | undefined;
  [STREAM_OPTIONS]: unknown;

  constructor(hmac: unknown, key: unknown, options?: unknown) {
    this[STREAM_OPTIONS] = options;
    mustBeText('hmac', hmac);
    const secret = secretOf(key, options);
    const info = digestInfo(hmac);
    if (info === undefined) {
      throw invalidDigest(hmac);
    }
    if (info.xof) {
      throw new Error('error:00000000:lib(0)::reason(0)');
    }
    this.#hashing = new Hashing(info.name, secret);
  }

  update(data: unknown, inputEncoding?: unknown): this {
    if (this.#hashing === undefined) {
      throw finalized();
    }
    put(this.#hashing, data, inputEncoding);
    return this;
  }

  /** Called again, it gives nothing. */
  digest(outputEncoding?: unknown): Bytes | string {
    const bytes = this.#hashing?.finish() ?? Buffer.alloc(0);
    this.#hashing = undefined;
    return written(bytes, outputEncoding);
  }

  _flush(callback: Done): void {
    (this as unknown as { push(chunk: unknown): void }).push(this.digest());
    callback();
  }

  _transform(chunk: unknown, encoding: string, callback: Done): void {
    this.update(chunk, encoding);
    callback();
  }
}
lazilyTransform(Hmac.prototype);

const CallableHash = callable(Hash);
const CallableHmac = callable(Hmac);
export { CallableHash as Hash, CallableHmac as Hmac };

export function createHash(algorithm: unknown, options?: unknown): object {
  return new Hash(algorithm, options);
}
export function createHmac(hmac: unknown, key: unknown, options?: unknown): object {
  return new Hmac(hmac, key, options);
}

/** All at once: one way to the host and back. */
export function hash(algorithm: unknown, data: unknown, options?: unknown): Bytes | string {
  mustBeText('algorithm', algorithm);
  if (typeof data !== 'string' && !isView(data)) {
    throw invalidType('input', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  }
  let length: unknown;
  let encoding: unknown = options;
  if (options !== undefined && typeof options !== 'string') {
    mustBeObject('options', options);
    length = options['outputLength'];
    encoding = options['outputEncoding'];
  }
  encoding ??= 'hex';
  mustBeText('outputEncoding', encoding);
  if (encodingOf(encoding) === undefined && encoding.toLowerCase() !== 'buffer') {
    throw invalidValue('outputEncoding', encoding);
  }
  if (length !== undefined) {
    mustBeUint32('outputLength', length);
  }
  const info = digestInfo(algorithm);
  if (info === undefined) {
    throw new Error(`Digest method ${algorithm} is not supported`);
  }
  if (!info.xof && length !== undefined && length !== info.size) {
    throw new Error(`Output length ${length} is invalid for ${algorithm}, which does not support XOF`);
  }
  const asked = info.xof ? ((length as number | undefined) ?? info.size) : undefined;
  const bytes = typeof data === 'string' && asked === undefined ? digestText(info.name, data) : attempt({}, () => digested(info.name, typeof data === 'string' ? textBytes(data, 'utf8') : viewBytes(data), asked).now());
  return written(bytes, encoding);
}

/** Node's names of those that are there. */
export function getHashes(): string[] {
  return NAMES.filter((name) => digestOf(name) !== undefined);
}

const NAMES = (
  'RSA-MD5 RSA-RIPEMD160 RSA-SHA1 RSA-SHA1-2 RSA-SHA224 RSA-SHA256 RSA-SHA3-224 RSA-SHA3-256 RSA-SHA3-384 RSA-SHA3-512 RSA-SHA384 RSA-SHA512 RSA-SHA512/224 RSA-SHA512/256 RSA-SM3 blake2b512 blake2s256 ' +
  'id-rsassa-pkcs1-v1_5-with-sha3-224 id-rsassa-pkcs1-v1_5-with-sha3-256 id-rsassa-pkcs1-v1_5-with-sha3-384 id-rsassa-pkcs1-v1_5-with-sha3-512 md5 md5-sha1 md5WithRSAEncryption ripemd ripemd160 ripemd160WithRSA rmd160 sha1 ' +
  'sha1WithRSAEncryption sha224 sha224WithRSAEncryption sha256 sha256WithRSAEncryption sha3-224 sha3-256 sha3-384 sha3-512 sha384 sha384WithRSAEncryption sha512 sha512-224 sha512-224WithRSAEncryption sha512-256 ' +
  'sha512-256WithRSAEncryption sha512WithRSAEncryption shake128 shake256 sm3 sm3WithRSAEncryption ssl3-md5 ssl3-sha1'
).split(' ');
