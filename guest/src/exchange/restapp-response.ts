import { kindOf } from '../log/kind';
import { answerBytes, answered, type Answer } from '../boundary/exchanges';
import { AnswerStream } from '../boundary/streams';
import { fileToken } from '../boundary/files';
import { settings } from '../host/host';
import { part } from '../host/parts';
import { log } from '../log/log';
import { byteLength, stringify } from '../host/primordials';
import { bytesOf } from '../http/bytes';
import { checkHeader, location, mediaType, setCookie, typeOfFile, typeOfOwnFile, type Cookie } from '../http/headers';
import { UploadedFile } from '../http/forms';
import type { EventStream } from '../http/sse';
import { failure, OutgoingHeaders, saysTooLong, tooLong } from '../http/outgoing';
import { warnOfAbsent } from './absent';
import { warnOfPromise } from '../log/promised';
import { callerPosition, mapped } from '../log/stack';
import { DownloadedFile } from '../http/downloads';
import { ResourceNode } from '../resources/resources';
import { Request } from './restapp-request';
import { chunksOf, SentChunks, type Chunks } from './restapp-stream';

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const BYTES = 'application/octet-stream';

/** `res`. The answer is sent by the first of `send`, `json`, `sendFile`, `end` …; what comes later is ignored with a warning. */
export class Response {
  readonly #number: number;
  readonly #request: Request;
  #status = 200;
  #decided = false;
  readonly #headers = new OutgoingHeaders();
  #sent = false;
  #warned = false;
  #buffered = '';
  /** The answer message before and after the session, once it is sent. */
  #head = '';
  #tail = '';
  /** The length of a body over the limit, which is not sent: it may be a rope that would have to be written out to cross. */
  #tooLong = 0;
  /** The body, where it comes chunk by chunk. */
  #chunks: SentChunks | undefined;
  /** The same, where it is events. */
  #events: AnswerStream | undefined;

  constructor(number: number, request: Request) {
    this.#number = number;
    this.#request = request;
  }

  get headersSent(): boolean {
    return this.#sent;
  }

  get statusCode(): number {
    return this.#status;
  }

  set statusCode(code: number) {
    this.status(code);
  }

  status(code: number): this {
    this.#decided = true;
    const status = Number(code);
    if (Number.isInteger(status) && status >= 200 && status <= 599) {
      this.#status = status;
    } else {
      log('warn', `res.status(${String(code)}) at ${callerPosition()}: no status of an answer (expected: 200 to 599); answering 500`);
      this.#status = 500;
    }
    return this;
  }

  set(name: string | Record<string, unknown>, value?: unknown): this {
    if (typeof name === 'object') {
      for (const key of Object.keys(name)) {
        this.set(key, name[key]);
      }
      return this;
    }
    this.#mustNotLeave();
    this.#headers.set(String(name), sent(name, value));
    return this;
  }

  setHeader(name: string, value: unknown): this {
    return this.set(name, value);
  }

  append(name: string, value: unknown): this {
    this.#mustNotLeave();
    this.#headers.append(String(name), sent(name, value));
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(String(name));
  }

  get(name: string): string | string[] | undefined {
    return this.getHeader(name);
  }

  removeHeader(name: string): this {
    this.#headers.remove(String(name));
    return this;
  }

  type(type: string): this {
    return this.set('Content-Type', String(type));
  }

  cookie(cookie: Cookie | string, value?: unknown, options?: Partial<Cookie>): this {
    this.#mustNotLeave();
    const all = typeof cookie === 'object' ? cookie : { ...options, name: cookie, value: String(value) };
    const header = setCookie(all);
    this.#headers.append('Set-Cookie', header);
    return this;
  }

  clearCookie(name: string, path = '/'): this {
    return this.cookie({ name, value: '', maxAge: 0, path });
  }

  send(body?: unknown): this {
    if (typeof body === 'string') {
      return this.#finish(HTML, 't', body);
    }
    const bytes = bytesOf(body);
    if (bytes !== undefined) {
      return this.#sendBytes(bytes);
    }
    if (body === undefined || body === null) {
      return this.#finish(undefined, '-', '');
    }
    if (typeof body === 'object' && !(body instanceof String)) {
      const chunks = this.#sent ? undefined : chunksOf(body);
      return chunks === undefined ? this.json(body) : this.#sendChunks(chunks);
    }
    return this.#finish(HTML, 't', String(body as string | number | boolean));
  }

  /** Sends what comes, as it comes; the head leaves with the first of it. */
  #sendChunks(chunks: Chunks): this {
    const place = callerPosition();
    Request.sessionOutcome(this.#request);
    const status = this.#status;
    const text = this.#headers.message(HTML);
    const bytes = this.#headers.message(BYTES);
    this.#sent = true;
    const head = (isText: boolean): string => `${status}\0${isText ? text : bytes}\0${Request.beginsAnswer(this.#request)}`;
    this.#chunks = new SentChunks(this.#number, chunks, head, () => place);
    void SentChunks.send(this.#chunks);
    return this;
  }

  /** Begins to answer with server-sent events, which are sent as they come. */
  sse(): EventStream {
    if (this.#sent) {
      throw Object.assign(new Error('Cannot send events: the request has been answered'), { code: 'ERR_HTTP_HEADERS_SENT' });
    }
    this.#headers.set('Content-Type', 'text/event-stream');
    if (this.#headers.get('Cache-Control') === undefined) {
      this.#headers.set('Cache-Control', 'no-cache');
    }
    const { EventStream: Events } = part('sse') as { EventStream: typeof EventStream };
    const headers = this.#headers.message(undefined);
    const session = Request.beginsAnswer(this.#request);
    this.#sent = true;
    const nothing = (): void => {
      // `send` says whether there is room.
    };
    this.#events = new AnswerStream(this.#number, `${this.#status}\0${headers}\0${session}`, { drained: nothing, finished: nothing }, 'v');
    return new Events(this.#events, this.#request.header('last-event-id') ?? '');
  }

  #mustNotLeave(): void {
    if (this.#chunks !== undefined || this.#events !== undefined) {
      throw Object.assign(new Error('Cannot set headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' });
    }
  }

  json(body?: unknown): this {
    const json = stringify(body) as string | undefined;
    warnOfPromise('res.json', body, json);
    return this.#finish(JSON_TYPE, 't', json ?? '');
  }

  sendFile(file: unknown): this {
    if (file instanceof UploadedFile) {
      return this.#finish(typeOfFile(file.name) ?? sentType(file.contentType), 'f', UploadedFile.token(file));
    }
    if (file instanceof ResourceNode) {
      return this.#finish(typeOfOwnFile(file.name) ?? BYTES, 'f', ResourceNode.token(file));
    }
    if (file instanceof DownloadedFile) {
      return this.#sendBytes(file.bytes(), sentType(file.contentType));
    }
    const bytes = bytesOf(file);
    if (bytes !== undefined) {
      return this.#sendBytes(bytes);
    }
    if (Array.isArray(file)) {
      return this.#sendBytes(Uint8Array.from(file as number[]));
    }
    if (typeof file === 'string') {
      const path = file.replace(/^\.?\//, '');
      const token = fileToken('', path.split('/').map((segment) => encodeURIComponent(segment.toWellFormed())).join('/'));
      warnOfAbsent('res.sendFile', path, token);
      return this.#finish(undefined, 'f', token);
    }
    throw new TypeError(`res.sendFile: ${kindOf(file)} (expected: an uploaded file, a file of the resource folder, a path from the root of the add-on, or bytes)`);
  }

  #sendBytes(bytes: Uint8Array, type = BYTES): this {
    const length = byteLength(bytes);
    if (!this.#sent && length <= settings.limits.output) {
      answerBytes(this.#number, bytes);
    }
    return this.#finish(type, 'b', '', length);
  }

  /** `redirect(location)`, `redirect(status, location)`, and as the platform has it `redirect(path, query, status)`. */
  redirect(first: number | string, second?: string, third?: number): this {
    if (typeof first !== 'number' && typeof first !== 'string') {
      throw new TypeError(`res.redirect: ${kindOf(first)} (expected: where to, as in res.redirect('/login'), perhaps with a status before it)`);
    }
    const named = typeof first === 'number' ? first : third;
    const path = typeof first === 'number' ? String(second) : first;
    const target = typeof first === 'number' || !second ? path : `${path}?${second.replace(/^\?/, '')}`;
    checkHeader('Location', target.replace(/[^\0-\xff]/g, ''));
    return this.status(named ?? 302).set('Location', location(target)).send();
  }

  sendStatus(code: number): this {
    this.status(code);
    return code === 204 || code === 304 ? this.send() : this.type('txt').send(String(code));
  }

  /** Adds to what `end` will send: an answer leaves as a whole. */
  write(chunk: unknown): boolean {
    this.#buffered += textOf(chunk);
    return true;
  }

  end(body?: unknown): this {
    if (this.#buffered === '') {
      return this.send(body);
    }
    const text = this.#buffered + (body === undefined || body === null ? '' : textOf(body));
    this.#buffered = '';
    return this.send(text);
  }

  flush(): this {
    return this;
  }

  toJSON(): Record<string, unknown> {
    return { statusCode: this.#status, headersSent: this.#sent, ...(this as object) };
  }

  #finish(type: string | undefined, kind: string, body: string, length = body.length): this {
    if (this.#sent) {
      if (!this.#warned) {
        this.#warned = true;
        log('warn', `a second answer at ${callerPosition()} was ignored: the request has been answered (expected: one answer; often a return is missing behind the first)`);
      }
      return this;
    }
    if (Object.hasOwn(this, 'status') && typeof this.status !== 'function') {
      log('warn', `res.status = ${String(this.status)} sets no status: the answer at ${callerPosition()} has ${this.#status} (expected: res.status(404), a call)`);
    }
    // What the session cannot hold is the handler's error, while it can still be answered.
    Request.sessionOutcome(this.#request);
    const headers = this.#headers.message(type);
    if (this.#sent) {
      // By a conversion above, which was the add-on's own.
      return this;
    }
    this.#sent = true;
    this.#head = `${this.#number}\0${this.#status}\0${headers}\0`;
    if (length > settings.limits.output) {
      this.#tooLong = length;
      saysTooLong(this.#number, length);
    } else {
      this.#tail = `\0${kind}\0${body}`;
    }
    answered(this.#number, new Sent(this));
    return this;
  }

  /** The answer leaves: with the session as the whole slice has left it, also what was set there after `send`. */
  static message(response: Response): string {
    const number = response.#number;
    try {
      const session = Request.closeSession(response.#request);
      return response.#tooLong > 0 ? tooLong(number, response.#tooLong) : response.#head + session + response.#tail;
    } catch (error) {
      return failure(number, mapped(error));
    }
  }

  /** Whether it was sent, or has a status that says all. */
  static isDecided(response: Response): boolean {
    return response.#sent || response.#decided;
  }

  /** Keeps the request after its answer until a promise has settled. */
  waitUntil(promise: PromiseLike<unknown>): void {
    Request.exchange(this.#request).waitUntil(promise);
  }

  /** The chain has ended: what was not sent is sent now, without a body. */
  static complete(response: Response): void {
    if (!response.#sent) {
      response.end();
    }
  }

  /** The chain has failed. */
  static fail(response: Response, stack: string): void {
    if (response.#chunks !== undefined) {
      SentChunks.fail(response.#chunks, failure(response.#number, stack));
      return;
    }
    if (response.#events?.isOpen === true) {
      response.#events.fail(failure(response.#number, stack));
      return;
    }
    if (response.#sent) {
      log('error', `after the answer was sent: ${stack}`, response.#number);
      return;
    }
    response.#sent = true;
    answered(response.#number, { message: () => failure(response.#number, stack) });
  }

  /** Nobody waits for it any more. */
  static gone(response: Response): void {
    response.#events?.forget();
    if (response.#chunks !== undefined) {
      SentChunks.gone(response.#chunks);
    }
  }

  static abandon(response: Response): void {
    Response.gone(response);
    response.#sent = true;
    response.#warned = true;
  }
}

/** A response that was sent, as the boundary keeps it; add-ons have no way to it. */
class Sent implements Answer {
  readonly #response: Response;

  constructor(response: Response) {
    this.#response = response;
  }

  message(): string {
    return Response.message(this.#response);
  }
}

// What the library calls on these itself stays what it is.
Object.freeze(Response);
Object.freeze(Sent.prototype);

/** A value as it is sent: a media type in full, and one of text with its charset. */
function sent(name: unknown, value: unknown): unknown {
  if (typeof value !== 'string' || String(name).toLowerCase() !== 'content-type') {
    return value;
  }
  const full = mediaType(value);
  if (full === undefined) {
    throw new TypeError(`The media type '${value.slice(0, 100)}' is not known (expected: an extension such as 'html', or a type with a slash such as 'text/html')`);
  }
  return full;
}

function textOf(chunk: unknown): string {
  const bytes = bytesOf(chunk);
  return bytes === undefined ? String(chunk) : new TextDecoder().decode(bytes);
}

/** The type that a client gave its file, if it can stand in a header. */
function sentType(type: string): string {
  return /^[!-~]+\/[ -~]+$/.test(type) ? type : BYTES;
}
