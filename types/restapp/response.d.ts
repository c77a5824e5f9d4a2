import type { DownloadedFile, UploadedFile } from '../services/uploads';

/** A file of the add-on's `resource` folder. */
export interface ResourceNode {
  readonly name: string;
  /** From the add-on's root. */
  readonly path: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  text(): string;
  bytes(): Uint8Array;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  /** Seconds; without it, or below 0, until the browser ends. */
  readonly maxAge?: number | string;
  /** The add-on's mount unless said, or something below it. */
  readonly path?: string;
  readonly domain?: string;
  readonly sameSite?: 'none' | 'lax' | 'strict' | (string & {});
}

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

/** `res`. The first of `send`, `json`, `sendFile`, `end` … answers; what comes later is ignored with a warning in the log. */
export interface Response {
  readonly headersSent: boolean;
  statusCode: number;
  /** 200 to 599; anything else answers 500, with a warning in the log. */
  status(code: number): this;
  /**
   * Sets a header, or several.
   * @throws {TypeError} for CR, LF or NUL
   */
  set(name: string, value: unknown): this;
  set(headers: Readonly<Record<string, unknown>>): this;
  setHeader(name: string, value: unknown): this;
  /** Adds a value to what the header has. */
  append(name: string, value: unknown): this;
  getHeader(name: string): string | string[] | undefined;
  get(name: string): string | string[] | undefined;
  removeHeader(name: string): this;
  /** The media type, in full or by an extension such as `json`. */
  type(type: string): this;
  cookie(cookie: Cookie): this;
  cookie(name: string, value: unknown, options?: Partial<Cookie>): this;
  /** `path` is `/` unless said. */
  clearCookie(name: string, path?: string): this;
  /**
   * A text as `text/html` unless a type is set, an object as JSON, bytes as they are; null and undefined are no body. What a stream or an async
   * iterable gives, texts and bytes, is sent as it comes; the head leaves with the first of it, and nothing can be set after that.
   */
  send(body?: unknown): this;
  /**
   * Begins to answer with server-sent events, which are sent as they come.
   * @throws {Error} `ERR_HTTP_HEADERS_SENT` after the answer
   */
  sse(): EventStream;
  json(body?: unknown): this;
  /**
   * An upload, a file of `resource`, what was fetched as a file, a path from the add-on's root, or bytes.
   * @throws {TypeError} for anything else
   */
  sendFile(file: UploadedFile | DownloadedFile | ResourceNode | string | ArrayBuffer | ArrayBufferView | readonly number[]): this;
  /** 302 unless said. */
  redirect(location: string, query?: string, status?: number): this;
  redirect(status: number, location: string): this;
  sendStatus(code: number): this;
  /** Adds to what `end` will send. */
  write(chunk: unknown): boolean;
  end(body?: unknown): this;
  flush(): this;
  /** Keeps the request after its answer until a promise has settled; at most for `limits.after`. */
  waitUntil(promise: PromiseLike<unknown>): void;
  toJSON(): Record<string, unknown>;
}
