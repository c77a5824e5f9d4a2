import { call } from '../host/host';
import { byteLength, piece, setBytes } from '../host/primordials';
import { nextTick } from '../runtime/ticks';
import { answered, enterOpen } from './exchanges';

/** So many bytes of an answer may be on their way to the client. */
const WINDOW = 64 << 10;
/** A piece is not larger. */
const PIECE = 16 << 10;

const streams = new Map<number, AnswerStream>();

/** Written and not handed over yet. */
interface Waiting {
  readonly bytes: Uint8Array;
  /** So many of these have been handed over. */
  sent: number;
  readonly done: (() => void) | undefined;
}

/** Who writes an answer, as it is told of it. */
export interface StreamWriter {
  /** There is room again, after `write` had said that there is none. */
  drained(): void;
  /** All has been handed over and the end with it, or it was given up. */
  finished(): void;
}

/**
 * An answer that leaves piece by piece. No more is handed to the host than may be on its way; what is beyond waits here, in the add-on's own
 * memory.
 */
export class AnswerStream {
  readonly #number: number;
  readonly #writer: StreamWriter;
  readonly #kind: 's' | 'v';
  #waiting: Waiting[] = [];
  /** Bytes of these. */
  #length = 0;
  #credit = WINDOW;
  #full = false;
  #ending = false;
  /** What waits is handed over at the end of the turn. */
  #leaves = false;
  /** Bytes that were written in all. */
  #written = 0;

  /**
   * Begins the answer.
   *
   * @param head status, fields and session as an answer message has them
   * @param kind `v` where each piece ends with the end of an event, else `s`
   */
  constructor(number: number, head: string, writer: StreamWriter, kind: 's' | 'v' = 's') {
    this.#number = number;
    this.#writer = writer;
    this.#kind = kind;
    call('answer.begin', `${number}\0${head}\0${kind}\0`);
    streams.set(number, this);
  }

  /** Whether it has neither ended nor failed, and somebody waits for it. */
  get isOpen(): boolean {
    return streams.get(this.#number) === this && !this.#ending;
  }

  /** There is no room until the writer is told. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Bytes that wait for room. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that were written, sent or not. */
  get written(): number {
    return this.#written;
  }

  /**
   * Sends bytes, which are not altered any more.
   *
   * @param done called when the host has them
   * @returns whether there is room for others; also `false` where nobody waits for it
   */
  write(bytes: Uint8Array, done?: () => void): boolean {
    if (!this.isOpen) {
      return false;
    }
    const length = byteLength(bytes);
    this.#waiting.push({ bytes, sent: 0, done });
    this.#length += length;
    this.#written += length;
    if (this.#kind === 'v' || this.#length >= PIECE) {
      this.#send();
    } else if (!this.#leaves) {
      // What else is written in this turn goes with it: each piece is a call of the host.
      this.#leaves = true;
      nextTick(() => {
        this.#leaves = false;
        this.#send();
      });
    }
    this.#full = this.#length >= this.#credit;
    return !this.#full;
  }

  /** Ends the answer behind what was written. */
  end(): void {
    if (this.isOpen) {
      this.#ending = true;
      this.#send();
    }
  }

  /** Gives it up, so that the client can tell; `message` is the answer message of a failure. */
  fail(message: string): void {
    if (streams.get(this.#number) === this) {
      this.#ending = false;
      this.#send();
      this.forget();
      answered(this.#number, { message: () => message });
      this.#writer.finished();
    }
  }

  /** The same, for a reason of the library's. */
  breakOff(why: string): void {
    this.fail(`${this.#number}\x00500\0\0\0e\0${why}`);
  }

  /** Nobody waits for it any more. */
  forget(): void {
    if (streams.get(this.#number) === this) {
      streams.delete(this.#number);
      this.#full = true;
    }
    this.#waiting = [];
    this.#length = 0;
  }

  #send(): void {
    let done = 0;
    while (done < this.#waiting.length) {
      const length = Math.min(this.#length, PIECE, this.#credit);
      const first = this.#waiting[done] as Waiting;
      const left = byteLength(first.bytes) - first.sent;
      if (length === 0 && left > 0) {
        break;
      }
      if (left >= length || this.#kind === 'v') {
        done = this.#hand(piece(first.bytes, first.sent, Math.min(left, length)), done);
      } else {
        done = this.#hand(this.#gathered(done, length), done);
      }
    }
    this.#waiting.splice(0, done);
    if (this.#ending && this.#waiting.length === 0 && streams.delete(this.#number)) {
      const message = `${this.#number}\0\0\0\0.\0`;
      answered(this.#number, { message: () => message });
      this.#writer.finished();
    }
  }

  /** So many bytes of what waits, from an index on. */
  #gathered(from: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (let i = from; at < length; i++) {
      const each = this.#waiting[i] as Waiting;
      const part = piece(each.bytes, each.sent, Math.min(byteLength(each.bytes) - each.sent, length - at));
      setBytes(bytes, part, at);
      at += byteLength(part);
    }
    return bytes;
  }

  /** Hands bytes over, which are those of what waits from an index on; gives the index of what waits then. */
  #hand(bytes: Uint8Array, from: number): number {
    let left = byteLength(bytes);
    if (left > 0) {
      call('answer.piece', `${this.#number}`, bytes);
    }
    this.#credit -= left;
    this.#length -= left;
    for (let i = from; i < this.#waiting.length; i++) {
      const each = this.#waiting[i] as Waiting;
      const part = Math.min(byteLength(each.bytes) - each.sent, left);
      each.sent += part;
      left -= part;
      if (each.sent < byteLength(each.bytes)) {
        return i;
      }
      if (each.done !== undefined) {
        nextTick(each.done);
      }
      if (left === 0 && this.#kind === 'v') {
        return i + 1;
      }
    }
    return this.#waiting.length;
  }

  static taken(stream: AnswerStream, bytes: number): void {
    stream.#credit += bytes;
    stream.#send();
    if (stream.#full && stream.isOpen && stream.#waiting.length === 0 && stream.#credit > 0) {
      stream.#full = false;
      stream.#writer.drained();
    }
  }
}

/** The host has taken so much of an answer. */
export function taken(number: number, bytes: number): void {
  const stream = streams.get(number);
  if (stream !== undefined) {
    enterOpen(number, () => {
      AnswerStream.taken(stream, bytes);
    });
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(AnswerStream);
Object.freeze(AnswerStream.prototype);
