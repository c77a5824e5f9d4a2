import { answered } from '../boundary/exchanges';
import { AnswerStream } from '../boundary/streams';
import { settings } from '../host/host';
import { byteLength } from '../host/primordials';
import { bytesOf } from '../http/bytes';
import { failure, saysTooLong, tooLong } from '../http/outgoing';
import { kindOf } from '../log/kind';
import { mapped } from '../log/stack';
import { whenSettled } from '../runtime/thenables';

/** What gives a body chunk by chunk. */
export interface Chunks {
  next(): PromiseLike<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** No more is wanted. */
  leave(): void;
}

interface Source {
  getReader?: unknown;
  destroy?: unknown;
  [Symbol.asyncIterator]?: unknown;
}

/** The chunks of a stream of the web's, one of Node's, or an async iterable; undefined for what is none of them. */
export function chunksOf(body: object): Chunks | undefined {
  const source = body as Source;
  if (typeof source.getReader === 'function') {
    const reader = (source.getReader as () => ReadableStreamDefaultReader).call(body);
    return {
      next: () => reader.read() as ReturnType<Chunks['next']>,
      leave: () => {
        ignored(() => reader.cancel());
      },
    };
  }
  if (typeof source[Symbol.asyncIterator] !== 'function') {
    return undefined;
  }
  const iterator = (source[Symbol.asyncIterator] as () => AsyncIterator<unknown>).call(body);
  return {
    next: () => iterator.next(),
    leave: () => {
      // Node's waits with its return for what is under way.
      ignored(() => (typeof source.destroy === 'function' ? (source.destroy as () => unknown).call(body) : iterator.return?.()));
    },
  };
}

/** Nobody waits for what comes of it. */
function ignored(action: () => unknown): void {
  try {
    whenSettled(action() as PromiseLike<unknown>, nothing, nothing);
  } catch {
    // The source's own affair.
  }
}

function nothing(): void {
  // Nobody wants to know.
}

/** An answer whose body is given chunk by chunk. It begins with its first chunk, so that a source that fails before is answered 500. */
export class SentChunks {
  readonly #number: number;
  readonly #chunks: Chunks;
  readonly #head: (text: boolean) => string;
  readonly #place: () => string;
  #stream: AnswerStream | undefined;
  #over = false;
  #room: (() => void) | undefined;

  /**
   * @param head makes status, fields and session as an answer message has them
   * @param place where it was sent, for messages
   */
  constructor(number: number, chunks: Chunks, head: (text: boolean) => string, place: () => string) {
    this.#number = number;
    this.#chunks = chunks;
    this.#head = head;
    this.#place = place;
  }

  static async send(sent: SentChunks): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await sent.#chunks.next();
        if (sent.#over) {
          return;
        }
        if (done === true) {
          break;
        }
        if (!sent.#write(value)) {
          await new Promise<void>((resolve) => {
            sent.#room = resolve;
          });
        }
      }
      sent.#begun(true).end();
      sent.#over = true;
    } catch (error) {
      sent.#fail(failure(sent.#number, mapped(error)));
    }
  }

  #write(chunk: unknown): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : bytesOf(chunk);
    if (bytes === undefined) {
      throw new TypeError(`res.send at ${this.#place()}: a chunk of the stream is ${kindOf(chunk)} (expected: a text or bytes)`);
    }
    const stream = this.#begun(typeof chunk === 'string');
    const length = stream.written + byteLength(bytes);
    if (length > settings.limits.output) {
      saysTooLong(this.#number, length);
      this.#fail(tooLong(this.#number, length));
      return true;
    }
    return stream.write(bytes);
  }

  #begun(text: boolean): AnswerStream {
    return (this.#stream ??= new AnswerStream(this.#number, this.#head(text), {
      drained: () => {
        this.#goesOn();
      },
      finished: nothing,
    }));
  }

  #goesOn(): void {
    this.#room?.();
    this.#room = undefined;
  }

  #fail(message: string): void {
    if (!this.#over) {
      this.#over = true;
      this.#chunks.leave();
      if (this.#stream === undefined) {
        answered(this.#number, { message: () => message });
      } else {
        this.#stream.fail(message);
      }
    }
  }

  /** The handler has failed: so does the answer, where its end has not come. */
  static fail(sent: SentChunks, message: string): void {
    sent.#fail(message);
  }

  /** Nobody waits for it any more. */
  static gone(sent: SentChunks): void {
    sent.#stream?.forget();
    if (!sent.#over) {
      sent.#over = true;
      sent.#chunks.leave();
      sent.#goesOn();
    }
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(SentChunks);
