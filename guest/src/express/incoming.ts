import type { Exchange } from '../boundary/exchanges';
import { log } from '../log/log';
import type { RequestMessage } from '../boundary/request';
import { define } from '../http/fields';
import { allowReplacement, bytesOfBody } from '../http/incoming';
import { mapped } from '../log/stack';
import type { AbortSignal } from '../runtime/abort';

/** As Node hands a body over. */
const CHUNK = 65536;

/** The message that a request was made of; handlers do not see it. */
export let messageOf: (request: IncomingMessage) => RequestMessage;

/** Of several fields of these names Node takes the first. */
const FIRST = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(' '),
);

/** Header fields by their names in lower case; of repeated ones what Node keeps. */
function headersOf(message: RequestMessage): Headers {
  const headers: Headers = {};
  const lines = message.headers.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    const value = lines[i + 1];
    if (!Object.hasOwn(headers, name)) {
      define(headers, name, name === 'set-cookie' ? [value] : value);
    } else if (name === 'set-cookie') {
      (headers[name] as unknown as string[]).push(value as string);
    } else if (!FIRST.has(name)) {
      headers[name] = `${headers[name]}${name === 'cookie' ? '; ' : ', '}${value}`;
    }
  }
  return headers;
}

type Headers = Record<string, string>;

/**
 * What Node's `http.IncomingMessage` is: the head, and the body as a readable stream. Everything is read from the message when it is asked for.
 *
 * It becomes a stream when it is first used as one, because most handlers never do: the class has Node's `Readable` as its prototype's
 * prototype (see {@link readFrom}), and the first look at `_readableState` runs that constructor.
 */
export abstract class IncomingMessage {
  readonly #message: RequestMessage;
  #headers: Headers | undefined;
  #method: string | undefined;
  #url: string | undefined;
  #socket: object | undefined;
  #bytes: Uint8Array | undefined;
  #read = 0;
  /** A `ServerResponse`, which knows this class. */
  #response: object | undefined;
  #exchange: Exchange | undefined;

  constructor(message: RequestMessage) {
    this.#message = message;
  }

  static {
    messageOf = (request) => request.#message;
  }

  /** Path and query as the handler is to see them, unless it has written others. */
  protected abstract target(): string;

  get url(): string {
    return this.#url ?? this.target();
  }

  set url(value: string) {
    this.#url = String(value);
  }

  /** Whether middleware has written another target. */
  protected get isRewritten(): boolean {
    return this.#url !== undefined;
  }

  get method(): string {
    return this.#method ?? this.#message.method;
  }

  set method(value: string) {
    this.#method = value;
  }

  get originalUrl(): string {
    return this.#message.target;
  }

  get headers(): Headers {
    return (this.#headers ??= headersOf(this.#message));
  }

  /** Names and values one after the other, as Node has them. */
  get rawHeaders(): string[] {
    const { headers } = this.#message;
    return headers === '' ? [] : headers.split('\n');
  }

  get httpVersion(): string {
    return '1.1';
  }

  get httpVersionMajor(): number {
    return 1;
  }

  get httpVersionMinor(): number {
    return 1;
  }

  get complete(): boolean {
    return true;
  }

  get aborted(): boolean {
    return false;
  }

  get trailers(): Headers {
    return {};
  }

  get rawTrailers(): string[] {
    return [];
  }

  setTimeout(): this {
    // Its time is a limit of the host's.
    return this;
  }

  /** What handlers read of the connection. */
  get socket(): object {
    return (this.#socket ??= connection(this.#message));
  }

  get connection(): object {
    return this.socket;
  }

  get res(): object | undefined {
    return this.#response;
  }

  /** Called by the stream when somebody wants bytes. */
  _read(): void {
    if (!(#message in this)) {
      // An add-on has made it, and pushes what is to be read.
      return;
    }
    const bytes = (this.#bytes ??= bytesOfBody(this.#message));
    const chunk = bytes.subarray(this.#read, this.#read + CHUNK);
    this.#read += chunk.byteLength;
    const stream = this as unknown as Readable;
    stream.push(chunk.byteLength === 0 ? null : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  toJSON(): Record<string, unknown> {
    return { method: this.method, url: this.originalUrl, headers: this.headers, ...(this as object) };
  }

  /** Aborted when the client has gone, or waits no longer. */
  get signal(): AbortSignal {
    return IncomingMessage.exchange(this).signal;
  }

  static belongsTo(request: IncomingMessage, response: object, exchange: Exchange): void {
    request.#response = response;
    request.#exchange = exchange;
  }

  static exchange(request: IncomingMessage): Exchange {
    return request.#exchange as Exchange;
  }

  /** Tells who listens that the client has gone. */
  static gone(request: IncomingMessage): void {
    emitIfHeard(request, 'aborted');
    emitIfHeard(request, 'close');
    if (request.#socket !== undefined) {
      emitIfHeard(request.#socket, 'close');
    }
  }
}

/** Emits an event of an emitter that may not have become one: nobody listens to it then. */
export function emitIfHeard(emitter: object, event: string): void {
  const { _events: heard } = emitter as { _events?: object };
  if (heard !== undefined) {
    try {
      (emitter as { emit(event: string): void }).emit(event);
    } catch (error) {
      log('error', `a listener to '${event}' failed: ${mapped(error)}`);
    }
  }
}

/** Node's, which the style's load has set. */
let emitters: object = {};

/** A connection, as far as handlers ask about it. */
function connection(message: RequestMessage): object {
  const { remote, scheme } = message;
  return Object.assign(Object.create(emitters) as object, {
    remoteAddress: remote,
    remoteFamily: remote.includes(':') ? 'IPv6' : 'IPv4',
    encrypted: scheme === 'https',
    readable: true,
    writable: true,
    destroyed: false,
    destroy: (): void => undefined,
    setTimeout: (): void => undefined,
    setKeepAlive: (): void => undefined,
    setNoDelay: (): void => undefined,
  });
}

interface Readable {
  push(chunk: unknown): boolean;
}

allowReplacement(IncomingMessage.prototype);

/** Makes all requests streams of this kind. */
export function readFrom(readable: { prototype: object; call(self: object, options: object): void }): void {
  emitters = (require('events') as { prototype: object }).prototype;
  Object.setPrototypeOf(IncomingMessage.prototype, readable.prototype);
  Object.defineProperty(IncomingMessage.prototype, '_readableState', {
    configurable: true,
    get(this: object): unknown {
      Object.defineProperty(this, '_readableState', { value: undefined, writable: true, configurable: true });
      readable.call(this, {});
      return (this as { _readableState: unknown })._readableState;
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, '_readableState', { value, writable: true, configurable: true });
    },
  });
}

// What the library calls on it itself stays what it is.
Object.freeze(IncomingMessage);
