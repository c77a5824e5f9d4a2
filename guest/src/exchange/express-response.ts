import statuses from 'statuses';
import { answerBytes, answered } from '../boundary/exchanges';
import { settings } from '../host/host';
import { log } from '../log/log';
import { byteLength, stringify } from '../host/primordials';
import { bytesOf } from '../http/bytes';
import { location, mediaType, withCharset } from '../http/headers';
import { OutgoingHeaders, tooLong } from '../http/outgoing';
import { attachedAs, cookieSet, linkedTo, varyingBy, withUtf8, type CookieOptions } from '../http/written';
import { callerPosition } from '../log/stack';
import { nextTick } from '../runtime/ticks';
import { emitIfHeard, IncomingMessage } from './express-request';

export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';
const BYTES = 'application/octet-stream';

type Callback = (error?: Error | null) => void;

/**
 * `res`: a response of Express 4. It is an event emitter that can be written and piped to; what is written is kept until `end`, as an answer
 * leaves as a whole.
 */
export class ServerResponse {
  readonly #number: number;
  readonly #request: IncomingMessage;
  readonly #headers = new OutgoingHeaders();
  #status = 200;
  /** Something was written, so the head counts as sent. */
  #begun = false;
  #ended = false;
  #chunks: (string | Uint8Array)[] | undefined;
  #length = 0;
  #locals: Record<string, unknown> | undefined;
  #gone = false;

  constructor(number: number, request: IncomingMessage) {
    this.#number = number;
    this.#request = request;
  }

  get req(): IncomingMessage {
    return this.#request;
  }

  get locals(): Record<string, unknown> {
    return (this.#locals ??= {});
  }

  set locals(value: Record<string, unknown>) {
    this.#locals = value;
  }

  get headersSent(): boolean {
    return this.#begun || this.#ended;
  }

  get finished(): boolean {
    return this.#ended;
  }

  get writable(): boolean {
    return !this.#ended;
  }

  get writableEnded(): boolean {
    return this.#ended;
  }

  get writableFinished(): boolean {
    return this.#ended;
  }

  get closed(): boolean {
    return this.#gone;
  }

  get destroyed(): boolean {
    return this.#gone;
  }

  /** Keeps the request after its answer until a promise has settled. */
  waitUntil(promise: PromiseLike<unknown>): void {
    IncomingMessage.exchange(this.#request).waitUntil(promise);
  }

  get writableNeedDrain(): boolean {
    return false;
  }

  get statusCode(): number {
    return this.#status;
  }

  set statusCode(code: number) {
    this.status(code);
  }

  get statusMessage(): string {
    return statuses.message[this.#status] ?? '';
  }

  set statusMessage(_message: string) {
    // HTTP/2 has none, and no client reads it.
  }

  status(code: number | string): this {
    const status = Number(code);
    if (!Number.isInteger(status) || status < 100 || status > 599) {
      throw new RangeError(`Invalid status code: ${String(code)} (expected: 200 to 599)`);
    }
    if (status < 200) {
      // Those announce an answer that is still to come, or another protocol: a client would wait for ever.
      log('warn', `res.status(${String(code)}) at ${callerPosition()}: no status of an answer (expected: 200 to 599); answering 500`, this.#number);
    }
    this.#status = status < 200 ? 500 : status;
    return this;
  }

  #mustNotBeSent(): void {
    if (this.headersSent) {
      throw Object.assign(new Error('Cannot set headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' });
    }
  }

  set(field: string | Record<string, unknown>, value?: unknown): this {
    if (typeof field === 'object') {
      for (const name of Object.keys(field)) {
        this.set(name, field[name]);
      }
      return this;
    }
    if (String(field).toLowerCase() === 'content-type') {
      if (Array.isArray(value)) {
        throw new TypeError('Content-Type cannot be set to an Array');
      }
      return this.setHeader(field, withCharset(String(value)));
    }
    return this.setHeader(field, value);
  }

  header(field: string | Record<string, unknown>, value?: unknown): this {
    return this.set(field, value);
  }

  setHeader(name: string, value: unknown): this {
    this.#mustNotBeSent();
    if (value === undefined) {
      throw new TypeError(`Invalid value "undefined" for header "${String(name)}"`);
    }
    this.#headers.set(String(name), value);
    return this;
  }

  append(name: string, value: unknown): this {
    return this.appendHeader(name, value);
  }

  appendHeader(name: string, value: unknown): this {
    this.#mustNotBeSent();
    this.#headers.append(String(name), value);
    return this;
  }

  get(name: string): string | string[] | undefined {
    return this.#headers.get(String(name));
  }

  getHeader(name: string): string | string[] | undefined {
    return this.get(name);
  }

  getHeaderNames(): string[] {
    return this.#headers.names();
  }

  getHeaders(): Record<string, string | string[] | undefined> {
    return Object.fromEntries(this.#headers.names().map((name) => [name, this.#headers.get(name)]));
  }

  hasHeader(name: string): boolean {
    return this.get(name) !== undefined;
  }

  removeHeader(name: string): this {
    this.#mustNotBeSent();
    this.#headers.remove(String(name));
    return this;
  }

  writeHead(code: number, message?: unknown, headers?: unknown): this {
    this.#mustNotBeSent();
    this.status(code);
    const fields = (typeof message === 'string' ? headers : (headers ?? message)) as Record<string, unknown> | unknown[] | undefined;
    if (Array.isArray(fields)) {
      for (let i = 0; i + 1 < fields.length; i += 2) {
        this.appendHeader(String(fields[i]), fields[i + 1]);
      }
    } else if (fields !== undefined && fields !== null) {
      for (const name of Object.keys(fields)) {
        this.setHeader(name, fields[name]);
      }
    }
    return this;
  }

  flushHeaders(): void {
    this.#begun = true;
  }

  writeContinue(): void {
    // The body is there already.
  }

  /** `json`, `.html`, or a full media type. */
  type(type: string): this {
    const name = String(type);
    return this.set('Content-Type', name.includes('/') ? name : extension(name));
  }

  contentType(type: string): this {
    return this.type(type);
  }

  vary(field: string | string[]): this {
    return this.set('Vary', varyingBy(this.get('Vary'), field));
  }

  links(links: Record<string, string>): this {
    return this.set('Link', linkedTo(this.get('Link'), links));
  }

  attachment(filename?: string): this {
    if (filename === undefined) {
      return this.set('Content-Disposition', 'attachment');
    }
    const name = String(filename).replace(/^.*\//, '');
    if (/\.\w+$/.test(name)) {
      this.type(name);
    }
    return this.set('Content-Disposition', attachedAs(name));
  }

  cookie(name: string, value: unknown, options: CookieOptions = {}): this {
    if (options.signed === true) {
      throw new Error('cookieParser("secret") required for signed cookies');
    }
    return this.append('Set-Cookie', cookieSet(String(name), value, options));
  }

  clearCookie(name: string, options: CookieOptions = {}): this {
    const rest: CookieOptions = { path: '/', ...options, expires: new Date(1) };
    delete rest.maxAge;
    return this.cookie(name, '', rest);
  }

  location(url: string): this {
    const target = url === 'back' ? (this.#request.get('Referrer') ?? '/') : String(url);
    return this.set('Location', location(target));
  }

  /** `redirect(url)`, `redirect(status, url)`; as earlier releases of Express have it, also `redirect(url, status)`. */
  redirect(first: number | string, second?: number | string): this {
    const [status, url] = typeof first === 'number' ? [first, second] : [(second as number | undefined) ?? 302, first];
    this.status(status).location(String(url));
    const target = this.get('Location') as string;
    const what = statuses.message[status] ?? String(status);
    this.vary('Accept');
    if (/\btext\/html\b/.test(this.#request.get('accept') ?? '')) {
      const safe = target.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
      return this.type('html').end(`<p>${what}. Redirecting to <a href="${safe}">${safe}</a></p>`);
    }
    return this.type('txt').end(`${what}. Redirecting to ${target}`);
  }

  sendStatus(code: number): this {
    this.status(code);
    return this.type('txt').send(statuses.message[this.#status] ?? String(code));
  }

  /** As Express 4: a status as the only number is one, and `send(status, body)` is what it says. */
  send(...args: unknown[]): this {
    let [body] = args;
    if (args.length === 2) {
      const [first, second] = args;
      this.status((typeof first !== 'number' && typeof second === 'number' ? second : first) as number);
      body = typeof first !== 'number' && typeof second === 'number' ? first : second;
    } else if (typeof body === 'number' && statuses.message[body] !== undefined) {
      return this.sendStatus(body);
    }
    this.#mustNotBeSent();
    if (typeof body === 'string') {
      if (this.#headers.type !== undefined) {
        this.#headers.set('Content-Type', withUtf8(this.#headers.type));
      }
      return this.#finish(HTML, body);
    }
    if (body === undefined || body === null) {
      return this.#finish(undefined, '');
    }
    const bytes = bytesOf(body);
    return bytes === undefined ? this.json(body) : this.#finish(BYTES, bytes);
  }

  json(...args: unknown[]): this {
    let [body] = args;
    if (args.length === 2) {
      const [first, second] = args;
      this.status((typeof second === 'number' ? second : first) as number);
      body = typeof second === 'number' ? first : second;
    }
    this.#mustNotBeSent();
    return this.#finish(JSON_TYPE, stringify(body) ?? '');
  }

  jsonp(...args: unknown[]): this {
    return this.json(...args);
  }

  write(chunk: unknown, encoding?: string | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    if (this.#ended) {
      log('warn', `what was written at ${callerPosition()} is lost: the request has been answered`);
      const error = Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
      if (done !== undefined) {
        nextTick(done as () => void, error);
      }
      return false;
    }
    this.#begun = true;
    this.#keep(chunk, typeof encoding === 'string' ? encoding : 'utf8');
    if (done !== undefined) {
      nextTick(done as () => void);
    }
    return true;
  }

  end(chunk?: unknown, encoding?: string | Callback, callback?: Callback): this {
    const done = [chunk, encoding, callback].find((each) => typeof each === 'function') as (() => void) | undefined;
    if (this.#ended) {
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
        log('warn', `a second answer at ${callerPosition()} was ignored: the request has been answered`);
      }
    } else {
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
        this.#keep(chunk, typeof encoding === 'string' ? encoding : 'utf8');
      }
      const chunks = this.#chunks ?? [];
      const texts = chunks.every((each) => typeof each === 'string');
      this.#chunks = undefined;
      this.#finish(undefined, texts ? chunks.join('') : this.#tooMuch(this.#length) ? NOTHING : Buffer.concat(chunks.map(toBuffer)), this.#length);
    }
    if (done !== undefined) {
      nextTick(done);
    }
    return this;
  }

  #keep(chunk: unknown, encoding: string): void {
    const bytes = bytesOf(chunk);
    if (typeof chunk !== 'string' && bytes === undefined) {
      const kind = chunk === null ? 'null' : typeof chunk;
      throw new TypeError(`The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${kind}`);
    }
    const utf8 = /^utf-?8$/i.test(encoding);
    const kept = bytes ?? (utf8 ? (chunk as string) : Buffer.from(chunk as string, encoding as 'utf8'));
    this.#length += typeof kept === 'string' ? kept.length : byteLength(kept);
    if (!this.#tooMuch(this.#length)) {
      // A copy: what was written may be altered before the end.
      const own = typeof kept === 'string' ? kept : kept.slice();
      this.#chunks = this.#chunks === undefined ? [own] : (this.#chunks.push(own), this.#chunks);
    }
  }

  #tooMuch(length: number): boolean {
    return length > settings.limits.output;
  }

  /** Ends the answer; `type` is its content type where none was set. */
  #finish(type: string | undefined, body: string | Uint8Array, length = typeof body === 'string' ? body.length : byteLength(body)): this {
    const bodiless = this.#status === 204 || this.#status === 304;
    if (bodiless) {
      this.#headers.remove('Content-Type');
    }
    const headers = this.#headers.message(bodiless ? undefined : type);
    if (this.#ended) {
      // By a conversion above, which was the add-on's own.
      return this;
    }
    const number = this.#number;
    let message: string;
    if (this.#tooMuch(length)) {
      message = tooLong(number, length);
    } else if (bodiless || length === 0) {
      message = `${number}\0${this.#status}\0${headers}\0\0-\0`;
    } else if (typeof body === 'string') {
      message = `${number}\0${this.#status}\0${headers}\0\0t\0${body}`;
    } else {
      answerBytes(number, body);
      message = `${number}\0${this.#status}\0${headers}\0\0b\0`;
    }
    this.#ended = true;
    answered(number, { message: () => message });
    this.#announceEnd();
    return this;
  }

  /** `finish` and `close`, to those who listen. */
  #announceEnd(): void {
    const emitter = this as unknown as { emit(event: string): void; _events?: object };
    if (emitter._events !== undefined) {
      nextTick(() => {
        emitter.emit('finish');
        if (!this.#gone) {
          emitter.emit('close');
        }
      });
    }
  }

  /** Answers with this and nothing that the handler had set; unless it has answered. */
  static replace(response: ServerResponse, status: number, type: string, body: string): void {
    if (response.#ended) {
      return;
    }
    response.#status = status;
    response.#chunks = undefined;
    for (const name of response.#headers.names()) {
      response.#headers.remove(name);
    }
    response.#finish(type, body);
  }

  /** Ends the answer with a body; `type` is its content type where none was set. */
  static finish(response: ServerResponse, type: string, body: string): void {
    response.#mustNotBeSent();
    response.#finish(type, body);
  }

  /** Ends the answer with what is none of the handler's: a failure, or a file. */
  static answerWith(response: ServerResponse, make: (number: number, status: number, headers: string) => string): void {
    if (!response.#ended) {
      const message = make(response.#number, response.#status, response.#headers.message(undefined));
      response.#ended = true;
      response.#chunks = undefined;
      answered(response.#number, { message: () => message });
      response.#announceEnd();
    }
  }

  static number(response: ServerResponse): number {
    return response.#number;
  }

  /** Tells who listens that the client has gone. */
  static gone(response: ServerResponse): void {
    response.#gone = true;
    emitIfHeard(response, 'close');
  }

  static abandon(response: ServerResponse): void {
    response.#ended = true;
    response.#chunks = undefined;
  }
}

const NOTHING = new Uint8Array(0);

function toBuffer(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

function extension(name: string): string {
  return mediaType(name) ?? BYTES;
}

/** Makes all responses event emitters of this kind. */
export function emitThrough(emitter: { prototype: object }): void {
  Object.setPrototypeOf(ServerResponse.prototype, emitter.prototype);
}

// What the library calls on it itself stays what it is.
Object.freeze(ServerResponse);
