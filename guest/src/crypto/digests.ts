import { byteLength, setBytes, sliceBytes } from '../host/primordials';
import { type Answer, blockOf, bytesWork, failed, hasRoom, left, lodge, memoryOfLodger, now, nowOfAll, nowThere, quickDigest, quickDigestOfText, quickly, type Work } from './call';
import { ended, open } from './handles';
import { type DigestInfo, type DigestName, DIGESTS } from './names';

/** Bytes that are gathered before the host has a digest opened for them: below that, all of it is one call. */
const GATHERED = 65536;
/** Bytes that are not worth a part of their own. */
const FEW = 1024;
const { apply } = Reflect;
const Plain = Uint8Array;

/** Letters of a text that are copied one by one: of more, Java makes bytes sooner. */
const SHORT_TEXT = 512;

const sizeOf = (name: DigestName): number => (DIGESTS.get(name) as DigestInfo).size;

/** The digest of data that are there as a whole; `length` bytes of one that has as many as are asked for. */
export function digest(name: DigestName, data: Uint8Array, length?: number): Work<Uint8Array> {
  const work = bytesWork('digest', [name, length === undefined ? '' : `${length}`], [data]);
  return length === undefined && hasRoom(byteLength(data)) ? { ...work, now: () => quickDigest(name, sizeOf(name), undefined, [data]) } : work;
}

/** The digest of a text as UTF-8. */
export function digestText(name: DigestName, text: string): Uint8Array {
  const quick = text.length <= SHORT_TEXT ? quickDigestOfText(name, sizeOf(name), text) : undefined;
  return quick ?? blockOf(now('digest.text', `${name}\0${text.isWellFormed() ? text : text.toWellFormed()}`));
}

/** The MAC of data that are there as a whole. */
export function hmac(name: DigestName, key: Uint8Array, data: Uint8Array): Work<Uint8Array> {
  const work = bytesWork('mac', [name], [key, data]);
  return hasRoom(byteLength(key) + byteLength(data)) ? { ...work, now: () => quickDigest(name, sizeOf(name), key, [data]) } : work;
}

const NONE: readonly Uint8Array[] = [];

/** A digest of data that come in parts, or with a key a MAC. Most are short: what is gathered of one lies where the host finds it at once. */
export class Hashing {
  readonly #name: DigestName;
  readonly #key: Uint8Array | undefined;
  #parts: readonly Uint8Array[] = NONE;
  #gathered = 0;
  /** Bytes of them that lie in the shared memory, behind the key: the last ones, behind the parts. */
  #lodged = 0;
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
    if (this.#handle === 0 && length === undefined && this.#parts.length === 0 && this.#lodged > 0) {
      left(this);
      return quickly(this.#name, sizeOf(this.#name), this.#key === undefined ? -1 : byteLength(this.#key), this.#lodged);
    }
    this.leave();
    left(this);
    const field = length === undefined ? '' : `\0${length}`;
    const parts = this.#parts;
    if (this.#handle !== 0) {
      ended(this.#handle);
      return nowOfAll('digest.end', `${this.#handle}${field}`, undefined, parts, this.#gathered);
    }
    if (length === undefined && hasRoom(this.#gathered + this.#keyLength())) {
      return quickDigest(this.#name, sizeOf(this.#name), this.#key, parts);
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
      this.leave();
      copy.#parts = this.#parts;
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

  /** Bytes of the key that the host has not been given. */
  #keyLength(): number {
    return this.#key === undefined || this.#handle !== 0 ? 0 : byteLength(this.#key);
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
    const before = this.#keyLength();
    if ((own && length > FEW) || !hasRoom(before + GATHERED)) {
      this.leave();
      this.#parts = [...this.#parts, own ? data : sliceBytes(data, 0, length)];
      return;
    }
    const memory = lodge(this);
    if (this.#lodged === 0 && before > 0) {
      setBytes(memory, this.#key as Uint8Array, 0);
    }
    setBytes(memory, data, before + this.#lodged);
    this.#lodged += length;
  }

  /** What lies in the shared memory becomes a part of its own. */
  leave(): void {
    if (this.#lodged > 0) {
      const from = this.#keyLength();
      this.#parts = [...this.#parts, sliceBytes(memoryOfLodger(), from, from + this.#lodged)];
      this.#lodged = 0;
    }
  }

  #flush(): void {
    if (this.#parts.length === 0 && this.#lodged > 0) {
      const lengths = this.#handle === 0 && this.#key !== undefined ? `${byteLength(this.#key)},${this.#lodged}` : `${this.#lodged}`;
      this.#lodged = 0;
      left(this);
      this.#more((name, fields) => nowThere(name, lengths, fields));
    }
    this.leave();
    const parts = this.#parts;
    this.#parts = NONE;
    this.#gathered = 0;
    if (parts.length > 0) {
      this.#send(parts);
    }
  }

  /** Hands over more of the data, with the key before the first. */
  #more(give: (name: string, fields: string) => Answer): void {
    if (this.#handle !== 0) {
      give('digest.more', `${this.#handle}`);
    } else {
      this.#handle = open(this, () => give('digest.begin', this.#key === undefined ? this.#name : `${this.#name}\x001`).text);
    }
  }

  #send(parts: readonly Uint8Array[]): void {
    // The host takes sixteen blocks in one call.
    for (let i = 0; i < parts.length; i += 8) {
      const some = parts.slice(i, i + 8);
      const key = this.#key;
      if (this.#handle === 0 && key !== undefined) {
        // Apart from the data, which would have to be copied behind it.
        this.#more((name, fields) => now(name, fields, key));
      }
      this.#more((name, fields) => now(name, fields, ...some));
    }
  }
}

const encoder = new TextEncoder();
const { encode } = TextEncoder.prototype;

function utf8(text: string): Uint8Array {
  return apply(encode, encoder, [text]) as Uint8Array;
}
