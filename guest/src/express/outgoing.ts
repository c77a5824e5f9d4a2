import statuses from 'statuses';
import { answerBytes, answered } from '../boundary/exchanges';
import type { AnswerStream } from '../boundary/streams';
import { byteLength } from '../host/primordials';
import { failure, saysTooLong, tooLong } from '../http/outgoing';
import { log } from '../log/log';
import { callerPosition, mapped } from '../log/stack';
import { nextTick } from '../runtime/ticks';
import type { Elsewhere } from './elsewhere';
import { Fields, type Value } from './fields';
import { emitIfHeard, IncomingMessage, messageOf } from './incoming';
import { isTooMuch, Written } from './written';

export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';
/** An entity tag that the host completes, as it has the bytes. */
export const WEAK = 'W/';

type Callback = (error?: Error | null) => void;

/** Its constructor gives back what it is given: so the private fields of a class below it can be put onto an object that there is. */
const Given = function (self?: object): object | undefined {
  return self;
} as unknown as new (self?: object) => object;

/**
 * What Node's `http.ServerResponse` is: an event emitter that can be written and piped to. What is written is kept, so that an answer that
 * ends in its turn leaves as a whole; else it leaves piece by piece.
 *
 * Middleware puts functions of its own in the place of `writeHead`, `write` and `end`. So what a handler calls goes through these, as in Node;
 * the short way around them is taken where they are the class's own (see {@link ServerResponse.isPlain}).
 */
export class ServerResponse extends Given {
  readonly #number: number;
  readonly #request: IncomingMessage;
  readonly #headers = new Fields();
  #status = 200;
  /** The head counts as sent. */
  #begun = false;
  #ended = false;
  #written: Written | undefined;
  #gone = false;
  #elsewhere: Elsewhere | undefined;

  /** @param self what becomes one, where that is not a new object */
  constructor(number: number, request: IncomingMessage, self?: object) {
    super(self);
    this.#number = number;
    this.#request = request;
  }

  get req(): IncomingMessage {
    return this.#request;
  }

  get socket(): object {
    return this.#request.socket;
  }

  get connection(): object {
    return this.socket;
  }

  get headersSent(): boolean {
    return this.#begun || this.#ended;
  }

  /** What packages look at to know whether the head was sent. */
  get _header(): string | null {
    return this.headersSent ? `HTTP/1.1 ${this.#status} ${this.statusMessage}` : null;
  }

  _implicitHeader(): void {
    this.writeHead(this.#status);
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
    return this.#ended && (this.#stream?.length ?? 0) === 0;
  }

  get writableLength(): number {
    return this.#stream?.length ?? this.#written?.length ?? 0;
  }

  get #stream(): AnswerStream | undefined {
    return this.#written?.stream;
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
    return this.#stream?.isFull ?? false;
  }

  get statusCode(): number {
    return this.#status;
  }

  set statusCode(code: number) {
    this.#setStatus(code);
  }

  get statusMessage(): string {
    return statuses.message[this.#status] ?? '';
  }

  set statusMessage(_message: string) {
    // HTTP/2 has none, and no client reads it.
  }

  #setStatus(code: number | string): void {
    const status = Number(code);
    if (!Number.isInteger(status) || status < 100 || status > 599) {
      throw new RangeError(`Invalid status code: ${String(code)} (expected: 200 to 599)`);
    }
    if (status < 200) {
      // Those announce an answer that is still to come, or another protocol: a client would wait for ever.
      log('warn', `res.status(${String(code)}) at ${callerPosition()}: no status of an answer (expected: 200 to 599); answering 500`, this.#number);
    }
    this.#status = status < 200 ? 500 : status;
  }

  #mustNotBeSent(): void {
    if (this.headersSent) {
      throw Object.assign(new Error('Cannot set headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' });
    }
  }

  setHeader(name: string, value: unknown): this {
    this.#mustNotBeSent();
    if (value === undefined) {
      throw new TypeError(`Invalid value "undefined" for header "${String(name)}"`);
    }
    this.#headers.set(String(name), value);
    return this;
  }

  appendHeader(name: string, value: unknown): this {
    this.#mustNotBeSent();
    this.#headers.append(String(name), value);
    return this;
  }

  getHeader(name: string): Value | undefined {
    return this.#headers.get(String(name));
  }

  getHeaderNames(): string[] {
    return this.#headers.names();
  }

  getHeaders(): Record<string, Value | undefined> {
    return Object.assign(Object.create(null), Object.fromEntries(this.#headers.names().map((name) => [name, this.#headers.get(name)]))) as Record<string, Value | undefined>;
  }

  getRawHeaderNames(): string[] {
    return this.#headers.names();
  }

  setHeaders(fields: Iterable<[string, unknown]>): this {
    for (const [name, value] of fields) {
      this.setHeader(name, value);
    }
    return this;
  }

  hasHeader(name: string): boolean {
    return this.getHeader(name) !== undefined;
  }

  removeHeader(name: string): this {
    this.#mustNotBeSent();
    this.#headers.remove(String(name));
    return this;
  }

  writeHead(code: number, message?: unknown, headers?: unknown): this {
    this.#mustNotBeSent();
    this.#setStatus(code);
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
    this.#begun = true;
    this.#elsewhere?.begin(this.#status, typeof message === 'string' ? message : undefined, this.#headers.lines());
    return this;
  }

  flushHeaders(): void {
    if (!this.headersSent) {
      this._implicitHeader();
    }
    if (this.#elsewhere === undefined && !this.#ended) {
      this.#begin();
    }
  }

  /** From now on the answer leaves as it is written, unless it has no body. */
  #begin(kind: 's' | 'v' = 's'): void {
    const none = this.#status === 204 || this.#status === 304 || messageOf(this.#request).method === 'HEAD';
    if (none || this.#stream !== undefined || this.#ended || this.#written?.isLost === true) {
      return;
    }
    this.#written ??= new Written(this.#number);
    const drained = (): void => {
      emitIfHeard(this, 'drain');
    };
    const finished = (): void => {
      this.#ended = true;
      this.#announceEnd();
    };
    this.#written.begin(`${this.#status}\0${this.#headers.message(undefined, undefined)}\0`, { drained, finished }, kind);
  }

  writeContinue(): void {
    // The host has said it, where a client waits for it.
  }

  writeProcessing(): void {
    // Nobody waits for it.
  }

  writeEarlyHints(): void {
    // Nobody waits for them.
  }

  addTrailers(trailers: object): void {
    // An answer to an exchange has none.
    this.#elsewhere?.addTrailers(trailers);
  }

  cork(): void {
    // It is, until the end of the turn.
  }

  uncork(): void {
    // What was written in a turn leaves together.
  }

  setTimeout(): this {
    // Its time is a limit of the host's.
    return this;
  }

  assignSocket(socket?: unknown): void {
    // That of an exchange is the host's.
    this.#elsewhere?.assignSocket(socket);
  }

  detachSocket(socket?: unknown): void {
    this.#elsewhere?.detachSocket(socket);
  }

  /** Nobody will end it any more: where Node would cut the connection, the client is told. */
  destroy(error?: unknown): this {
    if (this.#elsewhere !== undefined) {
      this.#elsewhere.destroy(error);
      return this;
    }
    ServerResponse.answerWith(this, (number) => failure(number, 'res.destroy: the answer was given up before its end'));
    return this;
  }

  write(chunk: unknown, encoding?: string | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    if (this.#elsewhere !== undefined) {
      return this.#elsewhere.write(chunk, typeof encoding === 'string' ? encoding : 'utf8', done);
    }
    if (this.#ended) {
      log('warn', `what was written at ${callerPosition()} is lost: the request has been answered`);
      const error = Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
      if (done !== undefined) {
        nextTick(done as () => void, error);
      }
      return false;
    }
    if (!this.headersSent) {
      this._implicitHeader();
    }
    const written = (this.#written ??= new Written(this.#number));
    written.keep(chunk, typeof encoding === 'string' ? encoding : 'utf8');
    written.leave(done as (() => void) | undefined, () => {
      this.#begin();
    });
    return !this.writableNeedDrain;
  }

  end(chunk?: unknown, encoding?: string | Callback, callback?: Callback): this {
    const done = [chunk, encoding, callback].find((each) => typeof each === 'function') as (() => void) | undefined;
    if (this.#elsewhere !== undefined) {
      this.#elsewhere.end(typeof chunk === 'function' ? undefined : (chunk ?? undefined), typeof encoding === 'string' ? encoding : 'utf8', done);
      this.#ended = true;
    } else if (this.#ended) {
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
        log('warn', `a second answer at ${callerPosition()} was ignored: the request has been answered`);
      }
    } else {
      if (!this.headersSent) {
        this._implicitHeader();
      }
      const written = (this.#written ??= new Written(this.#number));
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
        written.keep(chunk, typeof encoding === 'string' ? encoding : 'utf8');
      }
      const { stream } = written;
      if (stream === undefined) {
        this.#conclude(undefined, written.take(), undefined, written.length);
      } else {
        written.send(stream);
        this.#ended = true;
        stream.end();
      }
    }
    if (done !== undefined && this.#elsewhere === undefined) {
      nextTick(done);
    }
    return this;
  }

  /** Ends the answer; `type` is its content type where none was set, `tag` its entity tag. */
  #conclude(type: string | undefined, body: string | Uint8Array, tag: string | undefined, length = typeof body === 'string' ? body.length : byteLength(body)): void {
    const bodiless = this.#status === 204 || this.#status === 304;
    const headers = this.#headers.message(bodiless ? undefined : type, tag);
    if (this.#ended) {
      // By a conversion above, which was the add-on's own.
      return;
    }
    const number = this.#number;
    let message: string;
    if (isTooMuch(length)) {
      saysTooLong(number, length);
      message = tooLong(number, length);
    } else if (bodiless || (length === 0 && tag === undefined)) {
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
    if (response.#stream !== undefined) {
      // The client can only be told that something is missing.
      response.#stream.fail(failure(response.#number, body));
      return;
    }
    response.#status = status;
    response.#written?.drop();
    response.#headers.clear();
    response.#begun = true;
    response.#conclude(type, body, undefined);
  }

  /** Whether nobody has put functions of his own in the place of the class's, nor listens: then nobody sees how an answer ends. */
  static isPlain(response: ServerResponse): boolean {
    return response.end === END && response.writeHead === WRITE_HEAD && (response as { _events?: object })._events === undefined;
  }

  /** Ends the answer of a plain response at once; `type` is its content type where none was set, `tag` its entity tag. */
  static finish(response: ServerResponse, type: string | undefined, body: string | Uint8Array, tag: string | undefined): void {
    response.#mustNotBeSent();
    response.#conclude(type, body, tag);
  }

  static fields(response: ServerResponse): Fields {
    return response.#headers;
  }

  static mustNotBeSent(response: ServerResponse): void {
    response.#mustNotBeSent();
  }

  /** Ends the answer with what is none of the handler's: a failure, or a file. */
  static answerWith(response: ServerResponse, make: (number: number, status: number, headers: string) => string): void {
    if (!response.#ended) {
      const message = make(response.#number, response.#status, response.#headers.message(undefined, undefined));
      if (response.#stream !== undefined) {
        response.#stream.fail(message);
        return;
      }
      response.#ended = true;
      response.#written?.drop();
      answered(response.#number, { message: () => message });
      response.#announceEnd();
    }
  }

  /** Makes an object a response that belongs to no exchange, as the constructor of a class of old does; `false` where it is one already. */
  static goesElsewhere(self: object, elsewhere: Elsewhere): boolean {
    if (#number in self) {
      return false;
    }
    new ServerResponse(0, NO_REQUEST, self).#elsewhere = elsewhere;
    return true;
  }

  static number(response: ServerResponse): number {
    return response.#number;
  }

  /** An error that nobody has caught: whether the answer breaks off with it, as it has begun and its end will not come. */
  static takes(response: ServerResponse, error: unknown): boolean {
    if (response.#ended || response.#stream === undefined) {
      return false;
    }
    response.#stream.fail(failure(response.#number, mapped(error)));
    return true;
  }

  /** Begins a stream of events; undefined where the answer has no body. */
  static live(response: ServerResponse): AnswerStream | undefined {
    response.#begin('v');
    return response.#stream;
  }

  /** Whether its answer leaves piece by piece. */
  static isStream(response: ServerResponse): boolean {
    return response.#stream !== undefined;
  }

  /** Tells who listens that the client has gone. */
  static gone(response: ServerResponse): void {
    response.#gone = true;
    response.#stream?.forget();
    emitIfHeard(response, 'close');
  }

  static abandon(response: ServerResponse): void {
    response.#ended = true;
    response.#stream?.forget();
    response.#written?.drop();
  }
}

/** One that is made elsewhere has its own. */
const NO_REQUEST = undefined as unknown as IncomingMessage;

const { end: END, writeHead: WRITE_HEAD } = ServerResponse.prototype;

/** Makes all responses event emitters of this kind. */
export function emitThrough(emitter: { prototype: object }): void {
  Object.setPrototypeOf(ServerResponse.prototype, emitter.prototype);
}

// What the library calls on it itself stays what it is.
Object.freeze(ServerResponse);
