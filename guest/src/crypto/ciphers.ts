import { blockOf, bytesWork, failed, now, type Work } from './call';
import { ended, open } from './handles';

export interface CipherOptions {
  /** What is authenticated and not enciphered. */
  readonly aad?: Uint8Array;
  /** Bytes of the tag; 16 where it is not said. */
  readonly tagLength?: number;
  /** To be deciphered: the tag, where it is not the end of the data. */
  readonly tag?: Uint8Array;
  /** Whether the last block of CBC and ECB is filled up; true where it is not said. */
  readonly padding?: boolean;
  /** How many of the lowest bits of CTR's counter count; 128 where it is not said. */
  readonly counterBits?: number;
}

const NONE = new Uint8Array(0);

function fields(encrypts: boolean, cipher: string, options: CipherOptions): string[] {
  return [encrypts ? 'e' : 'd', cipher, `${options.tagLength ?? ''}`, `${options.counterBits ?? ''}`, options.padding === false ? '0' : '1'];
}

/** Enciphers what is there as a whole; behind it is the tag, where the cipher has one. */
export function encrypt(cipher: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array, options: CipherOptions = {}): Work<Uint8Array> {
  return bytesWork('cipher', fields(true, cipher, options), [key, iv, data, options.aad ?? NONE]);
}

/** Deciphers what is there as a whole, with the tag behind it or in the options. */
export function decrypt(cipher: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array, options: CipherOptions = {}): Work<Uint8Array> {
  const blocks = [key, iv, data, options.aad ?? NONE];
  return bytesWork('cipher', fields(false, cipher, options), options.tag === undefined ? blocks : [...blocks, options.tag]);
}

/** A cipher for data that come in parts; each part comes out at once, also before its tag was seen. */
export class Ciphering {
  readonly #encrypts: boolean;
  readonly #authenticates: boolean;
  readonly #handle: number;
  #padding = true;
  #ended = false;
  #tag: Uint8Array | undefined;

  constructor(encrypts: boolean, cipher: string, key: Uint8Array, iv: Uint8Array, options: { readonly tagLength?: number; readonly plaintextLength?: number } = {}) {
    this.#encrypts = encrypts;
    this.#authenticates = /-(?:gcm|ccm|ocb|poly1305)$/i.test(cipher);
    this.#handle = open(this, () => now('cipher.begin', `${encrypts ? 'e' : 'd'}\0${cipher}\0${options.tagLength ?? ''}\0`, key, iv).text);
    if (options.plaintextLength !== undefined) {
      now('cipher.aad', `${this.#handle}\0${options.plaintextLength}`);
    }
  }

  /** What is authenticated and not enciphered, before all other; `plaintextLength` for CCM, which has to know it. */
  aad(data: Uint8Array, plaintextLength?: number): void {
    this.#goesOn();
    now('cipher.aad', `${this.#handle}\0${plaintextLength ?? ''}`, data);
  }

  /** The tag that is to hold, when deciphering. */
  setTag(tag: Uint8Array): void {
    this.#goesOn();
    now('cipher.tag', `${this.#handle}`, tag);
  }

  /** Whether the last block is filled up, or was. */
  padding(on: boolean): void {
    this.#goesOn();
    this.#padding = on;
    now('cipher.pad', `${this.#handle}\0${on ? '1' : '0'}`);
  }

  update(data: Uint8Array): Uint8Array {
    this.#goesOn();
    return blockOf(now('cipher.more', `${this.#handle}`, data));
  }

  /** What is left, after which it has ended. */
  finish(): Uint8Array {
    this.#goesOn();
    this.#ended = true;
    ended(this.#handle);
    const tagged = this.#encrypts && this.#authenticates;
    const { blocks } = now('cipher.end', `${this.#handle}\0${this.#padding ? '1' : '0'}\0${tagged ? '1' : '0'}`);
    this.#tag = tagged ? blocks[1] : undefined;
    return blocks[0] as Uint8Array;
  }

  /** The tag, after the end. */
  tag(): Uint8Array {
    if (this.#tag === undefined) {
      throw failed('state', 'there is no tag before the end');
    }
    return this.#tag;
  }

  #goesOn(): void {
    if (this.#ended) {
      throw failed('state', 'the cipher has ended');
    }
  }
}
