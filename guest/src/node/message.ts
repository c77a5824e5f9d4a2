/** What comes of a call: Node's `IncomingMessage`, and the connection that handlers look at. */
import type { AnswerBody, Incoming } from '../fetch/calls';
import { coded } from './errors';

const { Readable } = require('readable-stream') as { Readable: new (options?: object) => ReadableStream };
const EventEmitter = require('events') as new () => Emitter;
const { Buffer } = require('buffer') as { Buffer: { from(buffer: ArrayBufferLike, from: number, length: number): Uint8Array } };
const process = require('process') as { nextTick(callback: (...args: any[]) => void, ...args: unknown[]): void };

type Listener = (...args: any[]) => void;

interface Emitter {
  on(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  emit(event: string, ...args: unknown[]): boolean;
}

interface ReadableStream extends Emitter {
  push(chunk: unknown): boolean;
  destroy(error?: unknown): this;
  resume(): this;
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
}

/** Of several fields of these names Node takes the first. */
const FIRST = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(' '),
);

/** What is asked of a connection, of which there is none here. */
export class Socket extends EventEmitter {
  readonly connecting = false;
  readonly readable = true;
  writable = true;
  destroyed = false;
  readonly bytesRead = 0;
  readonly bytesWritten = 0;
  readonly authorized: boolean | undefined;
  readonly encrypted: boolean | undefined;
  readonly remoteFamily: string | undefined;
  readonly #owner: { destroy(error?: unknown): unknown };

  constructor(
    secure: boolean,
    readonly remoteAddress: string,
    readonly remotePort: number,
    owner: { destroy(error?: unknown): unknown },
  ) {
    super();
    this.#owner = owner;
    if (secure) {
      this.encrypted = true;
      this.authorized = true;
    }
  }

  setTimeout(time: number, callback?: Listener): this {
    (this.#owner as unknown as { setTimeout(time: number): void }).setTimeout(time);
    if (callback !== undefined) {
      this.once('timeout', callback);
    }
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  cork(): void {
    // What is written goes when the host sends it.
  }

  uncork(): void {
    // Likewise.
  }

  address(): object {
    return {};
  }

  getPeerCertificate(): object {
    return {};
  }

  /** The call is over. */
  ended(): void {
    if (!this.destroyed) {
      this.destroyed = true;
      this.writable = false;
      this.emit('close', false);
    }
  }

  destroy(error?: unknown): this {
    this.#owner.destroy(error);
    return this;
  }

  end(): this {
    return this;
  }
}

/** An answer that is read from the host as it is read here. */
export class Answer extends (Readable as new (options?: object) => ReadableStream) {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly rawHeaders: string[];
  readonly trailers = {};
  readonly rawTrailers: string[] = [];
  readonly trailersDistinct = {};
  readonly url = '';
  readonly method = null;
  complete = false;
  aborted = false;
  readonly #body: AnswerBody;
  readonly #heard: () => void;
  #headers: Record<string, unknown> | undefined;

  constructor(
    { status, reason, headers, body }: Incoming,
    readonly socket: Socket | null,
    readonly req: object,
    heard: () => void,
  ) {
    super({ autoDestroy: true });
    this.statusCode = status;
    this.statusMessage = reason;
    this.rawHeaders = headers === '' ? [] : headers.split('\n');
    this.#body = body;
    this.#heard = heard;
    // What belongs to others is theirs to show.
    for (const name of ['socket', 'req'] as const) {
      Object.defineProperty(this, name, { enumerable: false });
    }
  }

  get connection(): Socket | null {
    return this.socket;
  }

  get headers(): Record<string, unknown> {
    if (this.#headers === undefined) {
      const all: Record<string, unknown> = {};
      for (let i = 0; i + 1 < this.rawHeaders.length; i += 2) {
        const name = (this.rawHeaders[i] as string).toLowerCase();
        const value = this.rawHeaders[i + 1] as string;
        if (name === 'set-cookie') {
          all[name] = [...((all[name] as string[] | undefined) ?? []), value];
        } else if (!Object.hasOwn(all, name)) {
          Object.defineProperty(all, name, { value, writable: true, enumerable: true, configurable: true });
        } else if (!FIRST.has(name)) {
          all[name] = `${String(all[name])}${name === 'cookie' ? '; ' : ', '}${value}`;
        }
      }
      this.#headers = all;
    }
    return this.#headers;
  }

  set headers(value: Record<string, unknown>) {
    this.#headers = value;
  }

  get headersDistinct(): Record<string, string[]> {
    const all = Object.create(null) as Record<string, string[]>;
    for (let i = 0; i + 1 < this.rawHeaders.length; i += 2) {
      (all[(this.rawHeaders[i] as string).toLowerCase()] ??= []).push(this.rawHeaders[i + 1] as string);
    }
    return all;
  }

  setTimeout(time: number, callback?: Listener): this {
    if (callback !== undefined) {
      this.once('timeout', callback);
    }
    (this.req as { setTimeout(time: number): void }).setTimeout(time);
    return this;
  }

  _read(): void {
    this.#body.read().then(
      (part) => {
        this.#heard();
        if (part === null) {
          this.complete = true;
          this.push(null);
        } else if (!this.destroyed) {
          this.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
        }
      },
      (error: unknown) => {
        const { code, message } = error as { code?: string; message: string };
        this.lost(code === 'ECONNRESET' ? undefined : Object.assign(new Error(message), { code }));
      },
    );
  }

  /** It has broken off. */
  lost(error?: unknown): void {
    if (!this.destroyed) {
      this.aborted = true;
      this.emit('aborted');
      this.destroy(error ?? coded(Error, 'ECONNRESET', 'aborted'));
    }
  }

  _destroy(error: unknown, done: (error?: unknown) => void): void {
    if (!this.complete) {
      this.#body.cancel();
    }
    // As in Node, whoever listens to nothing of it is not told.
    process.nextTick(() => {
      done(error);
    });
  }
}
