/** Symmetric ciphers, as they are called and as streams. */
import { authenticates, Ciphering, cipherOf, type CipherInfo } from '../../crypto/index';
import { coded, invalidValue, mustBeText } from '../errors';
import { buffer, bytesOf, dataOf, encodingOf, invalidLength, invalidState, textOption, uintOption, unknownCipher, type Bytes } from './checks';
import { fitsIv, MOST_IV_OF_GCM } from './cipher-names';
import { mapped, openssl, OPENSSL } from './errors';
import { secretOf } from './keys';
import { callable, lazilyTransform, STREAM_OPTIONS } from './lazy';

type Done = (error?: unknown) => void;

interface Decoder {
  write(bytes: Uint8Array): string;
  end(bytes?: Uint8Array): string;
}

const { StringDecoder } = require('string_decoder') as { StringDecoder: new (encoding: string) => Decoder };

const TAG = 16;
const invalidIv = (): Error => coded(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
const invalidTag = (length: number): Error => coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${length}`);
const tooLong = (): Error => coded(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
const notAuthentic = (): Error => new Error('Unsupported state or unable to authenticate data');
const noMoreData = (): Error => new Error('Trying to add data in unsupported state');

/** Bouncy Castle makes no shorter ones. */
const LEAST_OCB_TAG = 8;

/** How long tags of a cipher are, where that was asked for or need not be. */
function tagLengthOf(cipher: CipherInfo, asked: number, name: string): number {
  if (asked < 0) {
    if (cipher.mode === 'ccm' || cipher.mode === 'ocb') {
      throw coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `authTagLength required for ${name}`);
    }
    return TAG;
  }
  const fits = cipher.mode === 'gcm' ? isGcmTag(asked) : cipher.mode === 'ccm' ? asked >= 4 && asked <= TAG && asked % 2 === 0 : asked >= (cipher.mode === 'ocb' ? LEAST_OCB_TAG : 1) && asked <= TAG;
  if (!fits) {
    throw invalidTag(asked);
  }
  return asked;
}

const isGcmTag = (length: number): boolean => length === 4 || length === 8 || (length >= 12 && length <= TAG);

/** What one message with CCM may have: its length is written into what the initialization vector leaves. */
function mostOf(cipher: CipherInfo, iv: number): number {
  return cipher.mode !== 'ccm' ? 2 ** 31 - 1 : iv === 13 ? 65535 : iv === 12 ? 16777215 : 2 ** 31 - 1;
}

/** Text of what comes, in parts: what an encoding needs of the next part waits for it. */
class Text {
  #rest: Uint8Array = new Uint8Array(0);
  readonly #decoder: Decoder | undefined;

  constructor(readonly encoding: string) {
    this.#decoder = encoding === 'utf8' || encoding === 'utf16le' ? new StringDecoder(encoding) : undefined;
  }

  write(bytes: Bytes): string {
    if (this.#decoder !== undefined) {
      return this.#decoder.write(bytes);
    }
    if (!this.encoding.startsWith('base64')) {
      return bytes.toString(this.encoding);
    }
    const all = joined(this.#rest, bytes);
    const whole = all.length - (all.length % 3);
    this.#rest = new Uint8Array(all.subarray(whole));
    return buffer(all.subarray(0, whole)).toString(this.encoding);
  }

  end(bytes: Bytes): string {
    return this.#decoder !== undefined ? this.#decoder.end(bytes) : this.write(bytes) + this.#last();
  }

  #last(): string {
    const rest = buffer(this.#rest).toString(this.encoding);
    this.#rest = new Uint8Array(0);
    return rest;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) {
    return other;
  }
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

/** What both directions have. */
class Cipher {
  readonly #encrypts: boolean;
  readonly #cipher: CipherInfo;
  readonly #most: number;
  readonly #tagLength: number;
  #running: Ciphering | undefined;
  #tag: Uint8Array | undefined;
  #tagGiven = false;
  #length = 0;
  #updates = 0;
  /** Of CCM, that what came was not authentic: it is told at the end. */
  #damaged = false;
  /** Of CCM, that all of it has come and was. */
  #opened = false;
  #text: Text | undefined;
  [STREAM_OPTIONS]: unknown;

  protected constructor(encrypts: boolean, name: unknown, key: unknown, given: unknown, options: unknown) {
    mustBeText('cipher', name);
    textOption(options, 'encoding');
    const secret = secretOf(key, options);
    const iv = given === null ? undefined : bytesOf(given, 'iv');
    const tagLength = uintOption(options, 'authTagLength');
    const cipher = cipherOf(name);
    if (cipher === undefined) {
      throw unknownCipher();
    }
    if (!fitsIv(cipher, iv?.length ?? 0) || (cipher.mode === 'gcm' && (iv?.length ?? 0) > MOST_IV_OF_GCM)) {
      throw invalidIv();
    }
    this.#encrypts = encrypts;
    this.#cipher = cipher;
    this.#tagLength = authenticates(cipher) ? tagLengthOf(cipher, tagLength, name) : 0;
    if (secret.length !== cipher.key) {
      throw invalidLength();
    }
    this.#most = mostOf(cipher, iv?.length ?? 0);
    this.#running = new Ciphering(encrypts, cipher.name, secret, iv ?? new Uint8Array(0), authenticates(cipher) ? { tagLength: this.#tagLength } : undefined);
    this[STREAM_OPTIONS] = options;
  }

  update(data: unknown, inputEncoding?: unknown, outputEncoding?: unknown): Bytes | string {
    const bytes = this.#updated(dataOf(data, inputEncoding));
    return outputEncoding && outputEncoding !== 'buffer' ? this.#textOf(outputEncoding).write(bytes) : bytes;
  }

  #updated(bytes: Uint8Array): Bytes {
    const { mode } = this.#cipher;
    const once = mode === 'ccm' || mode === 'wrap';
    if (this.#running === undefined || (once && this.#updates > 0)) {
      throw noMoreData();
    }
    if (bytes.length > this.#most) {
      throw tooLong();
    }
    this.#length += bytes.length;
    this.#updates++;
    if (mode === 'ccm' && !this.#encrypts && !this.#tagGiven) {
      this.#damaged = true;
      return buffer(new Uint8Array(0));
    }
    try {
      const out = this.#running.update(bytes);
      if (mode === 'ccm' && !this.#encrypts) {
        // Nothing of what is not authentic comes out.
        this.#running.finish();
        this.#opened = true;
      }
      return buffer(out);
    } catch (error) {
      const { code } = error as { code?: string };
      if (mode === 'ccm' && !this.#encrypts && code === 'auth') {
        this.#damaged = true;
        return buffer(new Uint8Array(0));
      }
      throw code === 'bound' || code === undefined ? mapped(error, {}) : noMoreData();
    }
  }

  final(outputEncoding?: unknown): Bytes | string {
    const bytes = this.#finished();
    return outputEncoding && outputEncoding !== 'buffer' ? this.#textOf(outputEncoding).end(bytes) : bytes;
  }

  #finished(): Bytes {
    const running = this.#running;
    if (running === undefined) {
      throw invalidState('Invalid state');
    }
    this.#running = undefined;
    const aead = authenticates(this.#cipher);
    if (this.#damaged || (aead && !this.#encrypts && !this.#tagGiven && this.#cipher.mode !== 'stream')) {
      throw notAuthentic();
    }
    if (this.#opened) {
      return buffer(new Uint8Array(0));
    }
    try {
      const bytes = running.finish();
      if (aead && this.#encrypts) {
        this.#tag = running.tag();
      }
      return buffer(bytes);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): Error {
    const partly = this.#length % (this.#cipher.block) !== 0 || (this.#length === 0 && !this.#encrypts);
    const wrong = (): Error => openssl(partly ? OPENSSL.finalBlock : OPENSSL.badDecrypt);
    return mapped(error, { auth: notAuthentic, decrypt: wrong, parameter: wrong, operation: wrong });
  }

  #textOf(encoding: unknown): Text {
    const name = encodingOf(encoding);
    if (name === undefined) {
      throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${String(encoding)}`);
    }
    this.#text ??= new Text(name);
    if (this.#text.encoding !== name) {
      throw invalidValue('outputEncoding', encoding, `cannot be changed from '${this.#text.encoding}'`);
    }
    return this.#text;
  }

  setAutoPadding(autoPadding: unknown = true): this {
    if (this.#running === undefined) {
      throw invalidState('Invalid state for operation setAutoPadding');
    }
    if (this.#cipher.mode === 'cbc' || this.#cipher.mode === 'ecb') {
      this.#running.padding(Boolean(autoPadding));
    }
    return this;
  }

  setAAD(data: unknown, options?: unknown): this {
    const encoding = textOption(options, 'encoding');
    const length = uintOption(options, 'plaintextLength');
    const bytes = bytesOf(data, 'aadbuf', encoding);
    if (this.#running === undefined || !authenticates(this.#cipher) || this.#updates > 0) {
      throw invalidState('Invalid state for operation setAAD');
    }
    if (this.#cipher.mode === 'ccm') {
      if (length < 0) {
        throw coded(TypeError, 'ERR_MISSING_ARGS', 'options.plaintextLength required for CCM mode with AAD');
      }
      if (length > this.#most) {
        throw tooLong();
      }
    }
    this.#running.aad(bytes, length < 0 ? undefined : length);
    return this;
  }

  protected tagOf(): Bytes {
    if (this.#running !== undefined || this.#tag === undefined) {
      throw invalidState('Invalid state for operation getAuthTag');
    }
    return buffer(this.#tag.slice());
  }

  protected tagIs(data: unknown, encoding: unknown): void {
    const tag = bytesOf(data, 'buffer', encoding);
    if (this.#running === undefined || !authenticates(this.#cipher) || this.#tagGiven) {
      throw invalidState('Invalid state for operation setAuthTag');
    }
    if (tag.length !== this.#tagLength) {
      throw invalidTag(tag.length);
    }
    this.#running.setTag(tag);
    this.#tagGiven = true;
  }

  _transform(this: Cipher & { push(chunk: unknown): void }, chunk: unknown, encoding: string, callback: Done): void {
    this.push(this.update(chunk, encoding));
    callback();
  }

  _flush(this: Cipher & { push(chunk: unknown): void }, callback: Done): void {
    try {
      this.push(this.final());
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }
}
lazilyTransform(Cipher.prototype);

class Cipheriv extends Cipher {
  constructor(cipher: unknown, key: unknown, iv: unknown, options?: unknown) {
    super(true, cipher, key, iv, options);
  }

  getAuthTag(): Bytes {
    return this.tagOf();
  }
}

class Decipheriv extends Cipher {
  constructor(cipher: unknown, key: unknown, iv: unknown, options?: unknown) {
    super(false, cipher, key, iv, options);
  }

  setAuthTag(buf: unknown, encoding?: unknown): this {
    this.tagIs(buf, encoding);
    return this;
  }
}

const CallableCipheriv = callable(Cipheriv);
const CallableDecipheriv = callable(Decipheriv);
export { CallableCipheriv as Cipheriv, CallableDecipheriv as Decipheriv };

export function createCipheriv(cipher: unknown, key: unknown, iv: unknown, options?: unknown): object {
  return new Cipheriv(cipher, key, iv, options);
}
export function createDecipheriv(cipher: unknown, key: unknown, iv: unknown, options?: unknown): object {
  return new Decipheriv(cipher, key, iv, options);
}
