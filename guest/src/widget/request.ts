import type { RequestMessage } from '../boundary/request';
import { plain } from '../boundary/primordials';
import { parseQuery } from './query';
import { cookies } from '../http/headers';
import { allowReplacement, headersOf, hostnameOf, queryOf } from '../http/incoming';
import type { ServerResponse } from './response';

/** As Node hands a body over. */
const CHUNK = 65536;
const NOTHING = new Uint8Array(0);

/**
 * `req`: a request of Express, whose body is a readable stream. Everything is read from the message when it is asked for.
 *
 * It becomes a stream when it is first used as one, because most handlers never do: the class has Node's `Readable` as its prototype's
 * prototype (see {@link readFrom}), and the first look at `_readableState` runs that constructor.
 */
export class IncomingMessage {
  readonly #message: RequestMessage;
  #headers: Record<string, string> | undefined;
  #query: Record<string, unknown> | undefined;
  #cookies: Record<string, string> | undefined;
  #params: { service: string } | undefined;
  #read = 0;
  #response: ServerResponse | undefined;

  constructor(message: RequestMessage) {
    this.#message = message;
  }

  get method(): string {
    return this.#message.method;
  }

  /** What follows the service in the target: `/`, or `/more/path?x=1`. */
  get url(): string {
    const rest = this.#rest();
    const query = queryOf(this.#message);
    return (rest === '' ? '/' : rest) + (query === undefined ? '' : `?${query}`);
  }

  get baseUrl(): string {
    const { target } = this.#message;
    const question = target.indexOf('?');
    return target.slice(0, (question < 0 ? target.length : question) - this.#rest().length);
  }

  get originalUrl(): string {
    return this.#message.target;
  }

  get path(): string {
    return this.#rest() || '/';
  }

  /** The path behind `/<service>`, still encoded. */
  #rest(): string {
    return this.#message.path.slice(1 + this.#message.routeValues.length);
  }

  get params(): { service: string } {
    return (this.#params ??= { service: decodeURIComponent(this.#message.routeValues) });
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

  get res(): ServerResponse | undefined {
    return this.#response;
  }

  /** Called by the stream when somebody wants bytes. */
  _read(): void {
    const { body } = this.#message;
    const bytes = body === undefined ? NOTHING : plain(new Uint8Array(body));
    const chunk = bytes.subarray(this.#read, this.#read + CHUNK);
    this.#read += chunk.byteLength;
    const stream = this as unknown as Readable;
    stream.push(chunk.byteLength === 0 ? null : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  toJSON(): Record<string, unknown> {
    return { method: this.method, url: this.originalUrl, headers: this.headers, ...(this as object) };
  }

  static belongsTo(request: IncomingMessage, response: ServerResponse): void {
    request.#response = response;
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
