import type { Exchange } from '../boundary/exchanges';
import { log } from '../log/log';
import type { RequestMessage } from '../boundary/request';
import { cookies } from '../http/headers';
import { allowReplacement, bytesOfBody, headersOf, hostnameOf, queryOf } from '../http/incoming';
import { parseQuery } from '../http/query';
import { mapped } from '../log/stack';
import type { AbortSignal } from '../runtime/abort';

/** As Node hands a body over. */
const CHUNK = 65536;

/** The message that a request was made of; handlers do not see it. */
export let messageOf: (request: IncomingMessage) => RequestMessage;

/**
 * `req`, as far as it is the same in all releases of Express: the head, and the body as a readable stream. Everything is read from the message
 * when it is asked for.
 *
 * It becomes a stream when it is first used as one, because most handlers never do: the class has Node's `Readable` as its prototype's
 * prototype (see {@link readFrom}), and the first look at `_readableState` runs that constructor.
 */
export abstract class IncomingMessage {
  readonly #message: RequestMessage;
  #headers: Record<string, string> | undefined;
  #query: Record<string, unknown> | undefined;
  #cookies: Record<string, string> | undefined;
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

  /** Path and query as the handler is to see them. */
  abstract get url(): string;

  get method(): string {
    return this.#message.method;
  }

  get originalUrl(): string {
    return this.#message.target;
  }

  get query(): Record<string, unknown> {
    return (this.#query ??= parseQuery(queryOf(this.#message)));
  }

  get headers(): Record<string, string> {
    return (this.#headers ??= headersOf(this.#message));
  }

  /** Names and values one after the other, as Node has them. */
  get rawHeaders(): string[] {
    const { headers } = this.#message;
    return headers === '' ? [] : headers.split('\n');
  }

  get cookies(): Record<string, string> {
    return (this.#cookies ??= cookies(this.headers['cookie']));
  }

  get(name: string): string | undefined {
    const { headers } = this;
    const key = String(name).toLowerCase();
    const other = key === 'referrer' ? 'referer' : key === 'referer' ? 'referrer' : key;
    return Object.hasOwn(headers, key) ? headers[key] : Object.hasOwn(headers, other) ? headers[other] : undefined;
  }

  header(name: string): string | undefined {
    return this.get(name);
  }

  get protocol(): string {
    return this.#message.scheme;
  }

  get secure(): boolean {
    return this.#message.scheme === 'https';
  }

  get hostname(): string {
    return hostnameOf(this.#message);
  }

  get ip(): string {
    return this.#message.remote;
  }

  get ips(): string[] {
    return [];
  }

  get xhr(): boolean {
    return this.get('x-requested-with')?.toLowerCase() === 'xmlhttprequest';
  }

  get httpVersion(): string {
    return '1.1';
  }

  get complete(): boolean {
    return true;
  }

  /** What handlers read of the connection. */
  get socket(): object {
    return { remoteAddress: this.#message.remote, encrypted: this.secure };
  }

  get connection(): object {
    return this.socket;
  }

  get res(): object | undefined {
    return this.#response;
  }

  /** Called by the stream when somebody wants bytes. */
  _read(): void {
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

interface Readable {
  push(chunk: unknown): boolean;
}

allowReplacement(IncomingMessage.prototype);

/** Makes all requests streams of this kind. */
export function readFrom(readable: { prototype: object; call(self: object, options: object): void }): void {
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
