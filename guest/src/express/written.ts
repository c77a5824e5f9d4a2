import { AnswerStream, type StreamWriter } from '../boundary/streams';
import { settings } from '../host/host';
import { byteLength } from '../host/primordials';
import { bytesOf } from '../http/bytes';
import { saysTooLong, tooLong } from '../http/outgoing';
import { nextTick } from '../runtime/ticks';

/** So much is kept before an answer begins to leave. */
const KEPT = 16 << 10;
const NOTHING = new Uint8Array(0);

/** Whether a body is longer than it may be. */
export function isTooMuch(length: number): boolean {
  return length > settings.limits.output;
}

/** What was written of a body: kept until there is so much of it, or sent piece by piece. */
export class Written {
  readonly #number: number;
  #chunks: (string | Uint8Array)[] = [];
  #stream: AnswerStream | undefined;
  /** Characters or bytes in all. */
  length = 0;
  /** It begins to leave at the end of the turn, unless it ends before. */
  #begins = false;

  constructor(number: number) {
    this.#number = number;
  }

  /** What it leaves by, once it has begun to. */
  get stream(): AnswerStream | undefined {
    return this.#stream;
  }

  /** It is longer than it may be, and so is not kept. */
  get isLost(): boolean {
    return this.#stream === undefined && isTooMuch(this.length);
  }

  keep(chunk: unknown, encoding: string): void {
    const bytes = bytesOf(chunk);
    if (typeof chunk !== 'string' && bytes === undefined) {
      const kind = chunk === null ? 'null' : typeof chunk;
      throw new TypeError(`The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${kind}`);
    }
    const utf8 = /^utf-?8$/i.test(encoding);
    const kept = bytes ?? (utf8 ? (chunk as string) : Buffer.from(chunk as string, encoding as 'utf8'));
    this.length += typeof kept === 'string' ? kept.length : byteLength(kept);
    if (this.#stream !== undefined || !isTooMuch(this.length)) {
      // A copy: what was written may be altered before the end.
      this.#chunks.push(typeof kept === 'string' ? kept : new Uint8Array(kept));
    }
  }

  /** What is kept, as one. */
  take(): string | Uint8Array {
    const chunks = this.#chunks;
    this.#chunks = [];
    if (isTooMuch(this.length)) {
      return NOTHING;
    }
    return chunks.every((each) => typeof each === 'string') ? chunks.join('') : Buffer.concat(chunks.map(toBuffer));
  }

  drop(): void {
    this.#chunks = [];
  }

  /** From now on it leaves as it is written; `head` is that of the answer message. */
  begin(head: string, writer: StreamWriter, kind: 's' | 'v'): void {
    this.#stream = new AnswerStream(this.#number, head, writer, kind);
    this.send(this.#stream);
  }

  /** Sends what is kept, or gives the answer up where it is too long. */
  send(stream: AnswerStream, done?: () => void): void {
    const chunks = this.#chunks.map(toBuffer);
    this.#chunks = [];
    const length = chunks.reduce((sum, each) => sum + byteLength(each), stream.written);
    if (isTooMuch(length)) {
      saysTooLong(this.#number, length);
      stream.fail(tooLong(this.#number, length));
      return;
    }
    chunks.forEach((each, index) => {
      stream.write(each, index === chunks.length - 1 ? done : undefined);
    });
  }

  /** Sends what is kept, or begins to, at once or at the end of the turn. */
  leave(done: (() => void) | undefined, begin: () => void): void {
    if (this.#stream !== undefined) {
      this.send(this.#stream, done);
      return;
    }
    if (done !== undefined) {
      nextTick(done);
    }
    if (this.length >= KEPT && !this.isLost) {
      begin();
    } else if (!this.#begins) {
      this.#begins = true;
      nextTick(begin);
    }
  }
}

function toBuffer(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
