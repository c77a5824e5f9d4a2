import { byteLength } from '../host/primordials';
import { blockOf, bytesWork, failed, now, nowOfAll, type Work } from './call';
import { ended, open } from './handles';
import type { DigestName } from './names';

/** Bytes that are gathered before the host has a digest opened for them: below that, all of it is one call. */
const GATHERED = 65536;
/** Bytes that are not worth a part of their own. */
const FEW = 1024;
const { apply } = Reflect;
const Plain = Uint8Array;
const { set, slice, subarray } = Uint8Array.prototype;

/** The digest of data that are there as a whole; `length` bytes of one that has as many as are asked for. */
export function digest(name: DigestName, data: Uint8Array, length?: number): Work<Uint8Array> {
  return bytesWork('digest', [name, length === undefined ? '' : `${length}`], [data]);
}

/** The digest of a text as UTF-8. */
export function digestText(name: DigestName, text: string): Uint8Array {
  return blockOf(now('digest.text', `${name}\0${text.isWellFormed() ? text : text.toWellFormed()}`));
}

/** The MAC of data that are there as a whole. */
export function hmac(name: DigestName, key: Uint8Array, data: Uint8Array): Work<Uint8Array> {
  return bytesWork('mac', [name], [key, data]);
}

/**
 * Where what is gathered lies, for whoever began last: most are finished before another one begins, and a copy of each part would be a buffer
 * outside of V8's heap, which costs more than to digest it.
 */
const desk: { bytes: Uint8Array | undefined; owner: Hashing | undefined } = { bytes: undefined, owner: undefined };

/** A digest of data that come in parts, or with a key a MAC. */
export class Hashing {
  readonly #name: DigestName;
  readonly #key: Uint8Array | undefined;
  #parts: Uint8Array[] = [];
  #gathered = 0;
  /** Bytes of them that are on the desk, behind the parts. */
  #onDesk = 0;
  /** All that there is so far, where that is one text. */
  #text: string | undefined;
  #handle = 0;
  #ended = false;

  constructor(name: DigestName, key?: Uint8Array) {
    this.#name = name;
    this.#key = key === undefined ? undefined : new Plain(key);
  }

  update(data: Uint8Array): void {
    this.#goesOn();
    this.#asBytes();
    this.#add(data, false);
  }

  /** Has the text's UTF-8 digested. */
  updateText(text: string): void {
    this.#goesOn();
    if (this.#handle === 0 && this.#gathered === 0 && this.#key === undefined && this.#text === undefined && text.length < GATHERED) {
      this.#text = text;
      return;
    }
    this.#asBytes();
    this.#add(utf8(text), true);
  }

  /** What it has come to, after which it has ended. */
  finish(length?: number): Uint8Array {
    this.#goesOn();
    this.#ended = true;
    const text = this.#text;
    if (text !== undefined) {
      if (length === undefined) {
        return digestText(this.#name, text);
      }
      this.#asBytes();
    }
    const field = length === undefined ? '' : `\0${length}`;
    const parts = this.#taken();
    if (desk.owner === this) {
      desk.owner = undefined;
    }
    if (this.#handle !== 0) {
      ended(this.#handle);
      return nowOfAll('digest.end', `${this.#handle}${field}`, undefined, parts, this.#gathered);
    }
    return this.#key === undefined
      ? nowOfAll('digest', `${this.#name}${field}`, undefined, parts, this.#gathered)
      : nowOfAll('mac', this.#name, this.#key, parts, this.#gathered);
  }

  /** Another one that has come as far. */
  copy(): Hashing {
    this.#goesOn();
    const copy = new Hashing(this.#name, this.#key);
    copy.#text = this.#text;
    if (this.#handle !== 0) {
      this.#flush();
      copy.#handle = open(copy, () => now('digest.copy', `${this.#handle}`).text);
    } else {
      this.#leaveDesk();
      copy.#parts = [...this.#parts];
      copy.#gathered = this.#gathered;
    }
    return copy;
  }

  #goesOn(): void {
    if (this.#ended) {
      throw failed('state', 'the digest has ended');
    }
  }

  #asBytes(): void {
    const text = this.#text;
    if (text !== undefined) {
      this.#text = undefined;
      this.#add(utf8(text), true);
    }
  }

  /** @param own whether nobody else has the bytes */
  #add(data: Uint8Array, own: boolean): void {
    const length = byteLength(data);
    if (this.#gathered + length > GATHERED) {
      this.#flush();
    }
    if (length > GATHERED) {
      this.#send([data]);
      return;
    }
    this.#gathered += length;
    if (own && length > FEW) {
      this.#leaveDesk();
      this.#parts.push(data);
      return;
    }
    if (desk.owner !== this) {
      if (desk.owner !== undefined) {
        desk.owner.#leaveDesk();
      }
      desk.owner = this;
    }
    desk.bytes ??= new Plain(GATHERED);
    apply(set, desk.bytes, [data, this.#onDesk]);
    this.#onDesk += length;
  }

  /** What is on the desk becomes a part of its own. */
  #leaveDesk(): void {
    if (desk.owner === this) {
      desk.owner = undefined;
    }
    if (this.#onDesk > 0) {
      this.#parts.push(apply(slice, desk.bytes, [0, this.#onDesk]) as Uint8Array);
      this.#onDesk = 0;
    }
  }

  /** All that is gathered, to be sent at once. */
  #taken(): Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    if (this.#onDesk > 0) {
      parts.push(apply(subarray, desk.bytes, [0, this.#onDesk]) as Uint8Array);
      this.#onDesk = 0;
    }
    return parts;
  }

  #flush(): void {
    const parts = this.#taken();
    this.#gathered = 0;
    if (parts.length > 0) {
      this.#send(parts);
    }
  }

  #send(parts: readonly Uint8Array[]): void {
    // The host takes sixteen blocks in one call.
    for (let i = 0; i < parts.length; i += 8) {
      const some = parts.slice(i, i + 8);
      if (this.#handle !== 0) {
        now('digest.more', `${this.#handle}`, ...some);
      } else if (this.#key === undefined) {
        this.#handle = open(this, () => now('digest.begin', this.#name, ...some).text);
      } else {
        const key = this.#key;
        // Apart from the data, which would have to be copied behind it.
        this.#handle = open(this, () => now('digest.begin', `${this.#name}\x001`, key).text);
        now('digest.more', `${this.#handle}`, ...some);
      }
    }
  }
}

const encoder = new TextEncoder();
const { encode } = TextEncoder.prototype;

function utf8(text: string): Uint8Array {
  return apply(encode, encoder, [text]) as Uint8Array;
}
