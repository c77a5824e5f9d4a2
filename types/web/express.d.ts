/** `req` and `res` of widgets and WebPoints, as Express 4 has them. */
import type { Readable } from 'node:stream';
import type { FileOptions } from './files';

/** Goes on; with an error, to those who hear of errors. */
export type Next = (error?: unknown) => void;

/** What a request's `app` is: the settings of its application. */
export interface Settings {
  readonly settings: Record<string, unknown>;
  readonly locals: Record<string, unknown>;
  readonly mountpath: string | string[];
  get(name: string): unknown;
  set(name: string, value: unknown): this;
  enable(name: string): this;
  disable(name: string): this;
  enabled(name: string): boolean;
  disabled(name: string): boolean;
  /** @throws {Error} there are no engines for views here */
  render(view: string, ...args: unknown[]): never;
}

/** What handlers read of the connection. */
export interface Connection {
  readonly remoteAddress: string;
  readonly remoteFamily: 'IPv4' | 'IPv6';
  readonly encrypted: boolean;
  readonly destroyed: boolean;
  readonly readable: boolean;
  readonly writable: boolean;
  destroy(): void;
  setTimeout(): void;
  setKeepAlive(): void;
  setNoDelay(): void;
}

export interface Ranges extends Array<{ start: number; end: number }> {
  readonly type: string;
}

/** What both styles have of a request: the head, and the body as a stream of bytes. */
export interface ExpressRequest extends Readable {
  method: string;
  /** Path and query as the handler sees them. */
  url: string;
  /** Path and query as they were asked for. */
  readonly originalUrl: string;
  /** What stands before `url`. */
  readonly baseUrl: string;
  readonly path: string;
  readonly protocol: string;
  readonly secure: boolean;
  readonly hostname: string | undefined;
  readonly host: string | undefined;
  readonly subdomains: string[];
  /** The client's address. */
  readonly ip: string;
  readonly ips: string[];
  /** By their names in lower case. */
  readonly headers: Record<string, string>;
  /** Names and values, one after the other. */
  readonly rawHeaders: string[];
  readonly trailers: Record<string, string>;
  readonly rawTrailers: string[];
  readonly httpVersion: string;
  readonly httpVersionMajor: number;
  readonly httpVersionMinor: number;
  readonly complete: boolean;
  readonly aborted: boolean;
  query: Record<string, any>;
  cookies: Record<string, any>;
  readonly signedCookies: Record<string, any>;
  /** Who asks, as far as the server knows. */
  readonly user: any;
  readonly xhr: boolean;
  /** Whether what the client has is still right. */
  readonly fresh: boolean;
  readonly stale: boolean;
  readonly app: Settings;
  readonly res: ExpressResponse | undefined;
  readonly socket: Connection;
  readonly connection: Connection;
  /** Aborted when the client has gone, or the time of the request is over. */
  readonly signal: AbortSignal;
  next: Next | undefined;
  /** In any case; undefined where there is none. */
  get(name: string): string | undefined;
  header(name: string): string | undefined;
  /** From the route, the body or the query. */
  param(name: string, otherwise?: unknown): any;
  /** The best of these types, or false. */
  accepts(...types: (string | readonly string[])[]): string | string[] | false;
  acceptsCharsets(...charsets: (string | readonly string[])[]): string | string[] | false;
  acceptsEncodings(...encodings: (string | readonly string[])[]): string | string[] | false;
  acceptsLanguages(...languages: (string | readonly string[])[]): string | string[] | false;
  acceptsCharset(...charsets: (string | readonly string[])[]): string | string[] | false;
  acceptsEncoding(...encodings: (string | readonly string[])[]): string | string[] | false;
  acceptsLanguage(...languages: (string | readonly string[])[]): string | string[] | false;
  /** The type of the body, if it is one of these; null without a body. */
  is(...types: (string | readonly string[])[]): string | false | null;
  /** What `Range` asks for; -1 and -2 for what cannot be given or read. */
  range(size: number, options?: { combine?: boolean }): Ranges | -1 | -2 | undefined;
  /** Nothing: its time is a limit of the host's. */
  setTimeout(): this;
  toJSON(): Record<string, unknown>;
}

export interface CookieOptions {
  domain?: string;
  encode?: (value: string) => string;
  expires?: Date;
  httpOnly?: boolean;
  /** Milliseconds. */
  maxAge?: number;
  /** `/` unless said. */
  path?: string;
  partitioned?: boolean;
  priority?: 'low' | 'medium' | 'high';
  secure?: boolean;
  signed?: boolean;
  sameSite?: boolean | 'strict' | 'lax' | 'none';
}

export interface SendFileOptions {
  /** The folder that the path is relative to, from the add-on's root. */
  readonly root?: string;
  /** Milliseconds, or a text such as `1d`. */
  readonly maxAge?: number | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly dotfiles?: 'allow' | 'deny' | 'ignore';
  readonly acceptRanges?: boolean;
  readonly cacheControl?: boolean;
  readonly etag?: boolean;
  readonly immutable?: boolean;
  readonly lastModified?: boolean;
}

type Done = (error?: Error) => void;

/** An answer of server-sent events. */
export interface EventStream {
  /** What the client has had last, as it says (`Last-Event-ID`); empty for none. */
  readonly lastEventId: string;
  /** Whether nobody listens any more: it was closed, or its client has gone. */
  readonly closed: boolean;
  /**
   * Sends an event: a text as it is, anything else as JSON.
   * @returns whether the client follows: `false` where 64 KB wait for it, and where nobody listens
   * @throws {TypeError} for an `event` or `id` with a line break, or a `retry` that is no whole number of ms
   * @throws {RangeError} for an event over `limits.output`
   */
  send(data?: unknown, fields?: { readonly event?: string; readonly id?: string | number; readonly retry?: number }): boolean;
  close(): void;
}
type HeaderValue = string | number | readonly string[];

/**
 * The answer. It leaves as a whole when it ends in the turn in which it began, else as it is written: at the end of the turn, at 16 KB, or by
 * `flushHeaders`.
 */
export interface ExpressResponse extends NodeJS.EventEmitter {
  readonly req: ExpressRequest;
  readonly app: Settings;
  locals: Record<string, any>;
  statusCode: number;
  statusMessage: string;
  readonly headersSent: boolean;
  readonly finished: boolean;
  readonly writable: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  readonly writableNeedDrain: boolean;
  /** Bytes that were written and not sent. */
  readonly writableLength: number;
  readonly closed: boolean;
  readonly destroyed: boolean;
  readonly socket: Connection;
  readonly connection: Connection;
  /** @throws {RangeError} for what is no status */
  status(code: number): this;
  /**
   * Begins to answer with server-sent events, which are sent as they come.
   * @throws {Error} `ERR_HTTP_HEADERS_SENT` after the answer
   */
  sse(): EventStream;
  /** With the status's phrase as the body. */
  sendStatus(code: number): this;
  /** @throws {Error} `ERR_HTTP_HEADERS_SENT` after the answer */
  set(field: string, value: HeaderValue): this;
  set(fields: Readonly<Record<string, HeaderValue>>): this;
  header(field: string, value: HeaderValue): this;
  header(fields: Readonly<Record<string, HeaderValue>>): this;
  get(name: string): number | string | string[] | undefined;
  append(name: string, value: string | readonly string[]): this;
  setHeader(name: string, value: HeaderValue): this;
  setHeaders(fields: Iterable<[string, HeaderValue]>): this;
  appendHeader(name: string, value: string | readonly string[]): this;
  getHeader(name: string): number | string | string[] | undefined;
  getHeaderNames(): string[];
  getRawHeaderNames(): string[];
  getHeaders(): Record<string, number | string | string[] | undefined>;
  hasHeader(name: string): boolean;
  removeHeader(name: string): this;
  writeHead(code: number, headers?: object | readonly string[]): this;
  writeHead(code: number, message?: string, headers?: object | readonly string[]): this;
  flushHeaders(): void;
  /** `json`, `.html`, or a full media type. */
  type(type: string): this;
  contentType(type: string): this;
  vary(field: string | string[]): this;
  links(links: Readonly<Record<string, string>>): this;
  attachment(filename?: string): this;
  /** An object is written as JSON. */
  cookie(name: string, value: unknown, options?: CookieOptions): this;
  clearCookie(name: string, options?: CookieOptions): this;
  location(url: string): this;
  /** 302 unless said. */
  redirect(url: string, status?: number): void;
  redirect(status: number, url: string): void;
  /** A text as `text/html`, bytes as they are, all else as JSON. */
  send(body?: unknown): this;
  send(status: number, body: unknown): this;
  send(body: unknown, status: number): this;
  json(body?: unknown): this;
  json(status: number, body: unknown): this;
  json(body: unknown, status: number): this;
  jsonp(body?: unknown): this;
  /** Answers by what the client accepts. */
  format(formats: Readonly<Record<string, (req: ExpressRequest, res: ExpressResponse, next: Next | undefined) => void>>): this;
  /** A file of the add-on, by its path from the root, or below `root`. */
  sendFile(path: string, options?: SendFileOptions, done?: Done): void;
  sendFile(path: string, done: Done): void;
  sendfile(path: string, options?: SendFileOptions, done?: Done): void;
  sendfile(path: string, done: Done): void;
  download(path: string, filename?: string | null, options?: SendFileOptions | null, done?: Done): void;
  download(path: string, filename: string, done: Done): void;
  download(path: string, done: Done): void;
  /** @throws {Error} there are no engines for views here */
  render(view: string, ...args: unknown[]): never;
  /** `false` where 64 KB wait for the client: then `drain` says that it may go on. */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding, written?: (error?: Error | null) => void): boolean;
  write(chunk: string | Uint8Array, written: (error?: Error | null) => void): boolean;
  end(ended?: () => void): this;
  end(chunk: string | Uint8Array, ended?: () => void): this;
  end(chunk: string | Uint8Array, encoding: BufferEncoding, ended?: () => void): this;
  cork(): void;
  uncork(): void;
  destroy(): this;
  /** Nothing: its time is a limit of the host's. */
  setTimeout(): this;
  addTrailers(): void;
  assignSocket(): void;
  detachSocket(): void;
  writeContinue(): void;
  writeProcessing(): void;
  writeEarlyHints(): void;
  /** Keeps the request after its answer until a promise has settled; at most for `limits.after`. */
  waitUntil(promise: PromiseLike<unknown>): void;
}

export type { FileOptions };
