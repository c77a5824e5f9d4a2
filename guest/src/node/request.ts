/** The client of Node's `http` and `https`, over the calls that the host makes: its grants and its limits hold, and connections are its own. */
import { begin, OutboundError, type AnswerBody, type Incoming, type Started } from '../fetch/calls';
import { aborted, coded, invalidType, mustBeFunction } from './errors';
import { Answer, Socket } from './message';
import { globalAgents, type Agent } from './agent';
import { Written } from './written';

const { Writable } = require('readable-stream') as { Writable: new (options?: object) => WritableStream };
const { Buffer } = require('buffer') as { Buffer: { from(text: string, encoding?: string): Uint8Array } };
const process = require('process') as { nextTick(callback: (...args: any[]) => void, ...args: unknown[]): void };

type Listener = (...args: any[]) => void;
type Done = (error?: unknown) => void;

interface WritableStream {
  on(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  emit(event: string, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean;
  end(chunk?: unknown, encoding?: unknown, callback?: unknown): this;
  destroy(error?: unknown): this;
  cork(): void;
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  readonly writableLength: number;
}

/** What of a call's options is looked at; the others are those of connections, which the host makes. */
export interface RequestOptions {
  protocol?: string | null;
  hostname?: string | null;
  host?: string | null;
  port?: number | string | null;
  path?: string | null;
  method?: string;
  headers?: Readonly<Record<string, unknown>> | readonly unknown[];
  auth?: string | null;
  timeout?: number;
  agent?: Agent | boolean;
  defaultPort?: number | string;
  signal?: Signal | null;
  socketPath?: string;
  ca?: unknown;
  setHost?: boolean;
}

interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(event: 'abort', listener: () => void, options?: object): void;
  removeEventListener(event: 'abort', listener: () => void): void;
}

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const FIELD = /[^\t\x20-\x7e\x80-\xff]/;
const PATH = /[^\u0021-\u00ff]/;

/** What frames a message is the host's to write, and what it is compressed with is the host's to undo. */
const OF_THE_HOST = new Set('accept-encoding connection content-length expect host keep-alive proxy-authorization proxy-connection te trailer transfer-encoding upgrade'.split(' '));

/** Names that Node writes in another way than who sends them. */
function errorOf(error: unknown, request: ClientRequest): Error {
  if (!(error instanceof OutboundError)) {
    return error as Error;
  }
  const { code, message } = error;
  const { host, port } = request;
  switch (code) {
    case 'ENOTFOUND':
      return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { errno: -3008, code, syscall: 'getaddrinfo', hostname: host });
    case 'ECONNREFUSED':
      return Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}`), { errno: -111, code, syscall: 'connect', address: host, port });
    case 'ECONNRESET':
      return Object.assign(new Error('socket hang up'), { code });
    default:
      return Object.assign(new Error(message), { code });
  }
}

export class ClientRequest extends (Writable as new (options?: object) => WritableStream) {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol: string;
  readonly port: number;
  readonly agent: Agent | undefined;
  readonly reusedSocket = false;
  readonly maxHeadersCount = null;
  timeout: number | undefined;
  aborted = false;
  res: Answer | undefined;
  socket: Socket | null = null;
  shouldKeepAlive = true;
  useChunkedEncodingByDefault: boolean;
  chunkedEncoding = false;
  readonly #fields = new Map<string, { readonly name: string; readonly value: unknown }>();
  readonly #options: RequestOptions;
  #parts: Written | undefined;
  #started: Started | undefined;
  #timer: ReturnType | undefined;
  #sent = false;

  constructor(options: RequestOptions, secure: boolean, callback: Listener | undefined) {
    super({ autoDestroy: false, decodeStrings: true, emitClose: false });
    const defaultProtocol = secure ? 'https:' : 'http:';
    const { protocol, method, path, signal } = options;
    const agent = options.agent === true || options.agent === undefined || (options.agent as unknown) === null ? globalAgents[secure ? 'https' : 'http'] : options.agent;
    if (agent !== false && (typeof agent !== 'object' || typeof (agent as { addRequest?: unknown }).addRequest !== 'function')) {
      throw invalidType('options.agent', 'one of Agent-like Object, undefined, or false', agent);
    }
    this.agent = agent === false ? undefined : agent;
    const expected = (this.agent as { protocol?: string } | undefined)?.protocol ?? defaultProtocol;
    if (path !== undefined && path !== null && PATH.test(String(path))) {
      throw coded(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters');
    }
    if (protocol !== undefined && protocol !== null && protocol !== expected && protocol !== defaultProtocol) {
      throw coded(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${protocol}" not supported. Expected "${expected}"`);
    }
    if (options.socketPath) {
      throw coded(Error, 'ERR_NOT_AVAILABLE', 'options.socketPath: an add-on reaches no sockets of the machine (expected: a host that the operator has granted)');
    }
    for (const name of ['host', 'hostname'] as const) {
      const value = options[name];
      if (value !== undefined && value !== null && typeof value !== 'string') {
        throw invalidType(`options.${name}`, 'of type string or one of undefined or null', value);
      }
    }
    if (method !== undefined && (method as unknown) !== null && typeof method !== 'string') {
      throw invalidType('options.method', 'of type string', method);
    }
    if (method && !TOKEN.test(method)) {
      throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Method must be a valid HTTP token ["${method}"]`);
    }
    this.#options = options;
    this.method = (method || 'GET').toUpperCase();
    this.path = path || '/';
    this.protocol = protocol ?? defaultProtocol;
    this.host = (options.hostname || options.host || 'localhost').replace(/^\[(.*)\]$/, '$1');
    const defaultPort = Number(options.defaultPort ?? (this.agent as { defaultPort?: number } | undefined)?.defaultPort ?? (secure ? 443 : 80));
    this.port = Number(options.port || defaultPort);
    this.useChunkedEncodingByDefault = !/^(?:GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/.test(this.method);
    this.#take(options.headers);
    if (options.auth && !this.hasHeader('authorization')) {
      this.setHeader('Authorization', `Basic ${(Buffer.from(options.auth) as unknown as { toString(encoding: string): string }).toString('base64')}`);
    }
    if (options.setHost !== false && !this.hasHeader('host')) {
      const name = this.host.includes(':') ? `[${this.host}]` : this.host;
      this.setHeader('Host', this.port === defaultPort ? name : `${name}:${this.port}`);
    }
    if (callback !== undefined) {
      mustBeFunction('callback', callback);
      this.once('response', callback);
    }
    if (options.timeout !== undefined) {
      this.timeout = options.timeout;
    }
    this.#watch(signal);
    process.nextTick(() => {
      this.#connected();
    });
  }

  #take(headers: RequestOptions['headers']): void {
    if (Array.isArray(headers)) {
      const flat = (headers as unknown[]).every((each) => Array.isArray(each)) ? (headers as unknown[][]).flat() : (headers as unknown[]);
      if (flat.length % 2 !== 0) {
        throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'headers' is invalid.");
      }
      for (let i = 0; i < flat.length; i += 2) {
        this.appendHeader(String(flat[i]), flat[i + 1]);
      }
    } else if (headers !== undefined && (headers as unknown) !== null) {
      for (const [name, value] of Object.entries(headers)) {
        this.setHeader(name, value);
      }
    }
  }

  #watch(signal: Signal | null | undefined): void {
    if (signal === undefined || signal === null) {
      return;
    }
    if (typeof (signal as unknown) !== 'object' || !('aborted' in signal)) {
      throw invalidType('options.signal', 'an instance of AbortSignal', signal);
    }
    const abort = (): void => {
      this.destroy(aborted(signal));
    };
    if (signal.aborted) {
      process.nextTick(abort);
    } else {
      signal.addEventListener('abort', abort, { once: true });
      this.once('close', () => {
        signal.removeEventListener('abort', abort);
      });
    }
  }

  #connected(): void {
    if (this.destroyed) {
      return;
    }
    this.socket = new Socket(this.protocol === 'https:', this.host, this.port, this);
    this.emit('socket', this.socket);
    if (this.timeout !== undefined && this.timeout > 0) {
      this.#rest();
    }
  }

  get connection(): Socket | null {
    return this.socket;
  }

  get headersSent(): boolean {
    return this.#sent;
  }

  get _header(): string | null {
    return this.#sent ? `${this.method} ${this.path} HTTP/1.1\r\n` : null;
  }

  get finished(): boolean {
    return this.writableEnded;
  }

  // ---- fields

  setHeader(name: string, value: unknown): this {
    this.#store(name, value);
    return this;
  }

  #store(name: unknown, value: unknown): void {
    if (this.#sent) {
      throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot set headers after they are sent to the client');
    }
    if (typeof name !== 'string' || !TOKEN.test(name)) {
      throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Header name must be a valid HTTP token ["${String(name)}"]`);
    }
    if (value === undefined) {
      throw coded(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "undefined" for header "${name}"`);
    }
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (FIELD.test(String(each))) {
        throw coded(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`);
      }
    }
    this.#fields.set(name.toLowerCase(), { name, value });
  }

  setHeaders(headers: Iterable<[string, unknown]>): this {
    for (const [name, value] of headers) {
      this.setHeader(name, value);
    }
    return this;
  }

  appendHeader(name: string, value: unknown): this {
    const before = this.getHeader(name);
    const values = Array.isArray(value) ? (value as unknown[]) : [value];
    this.#store(name, before === undefined ? value : [...(Array.isArray(before) ? (before as unknown[]) : [before]), ...values]);
    return this;
  }

  getHeader(name: string): unknown {
    return this.#fields.get(String(name).toLowerCase())?.value;
  }

  hasHeader(name: string): boolean {
    return this.#fields.has(String(name).toLowerCase());
  }

  removeHeader(name: string): void {
    if (this.#sent) {
      throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot remove headers after they are sent to the client');
    }
    this.#fields.delete(String(name).toLowerCase());
  }

  getHeaders(): Record<string, unknown> {
    return Object.assign(Object.create(null), Object.fromEntries([...this.#fields].map(([name, { value }]) => [name, value]))) as Record<string, unknown>;
  }

  getHeaderNames(): string[] {
    return [...this.#fields.keys()];
  }

  getRawHeaderNames(): string[] {
    return [...this.#fields.values()].map(({ name }) => name);
  }

  addTrailers(): void {
    // The host sends none.
  }

  // ---- the body

  flushHeaders(): void {
    this.#begin(undefined);
  }

  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    const last = typeof chunk === 'function' ? undefined : chunk;
    if (this.#started === undefined && this.writableLength === 0 && !this.writableEnded && !this.destroyed && (last === undefined || last === null || typeof last === 'string' || last instanceof Uint8Array)) {
      const bytes = typeof last === 'string' ? Buffer.from(last, typeof encoding === 'string' ? encoding : 'utf8') : (last as Uint8Array | null | undefined);
      this.#begin(bytes ?? new Uint8Array(0));
      const done = [chunk, encoding, callback].find((each) => typeof each === 'function');
      return super.end(done);
    }
    return super.end(chunk, encoding, callback);
  }

  _write(chunk: Uint8Array, _encoding: string, done: Done): void {
    this.#begin(undefined);
    this.#parts?.add(chunk, done);
    this.#rest();
  }

  _final(done: Done): void {
    this.#begin(new Uint8Array(0));
    this.#parts?.end();
    done();
  }

  /** @param whole all of the body, where it is known */
  #begin(whole: Uint8Array | undefined): void {
    if (this.#sent || this.destroyed) {
      return;
    }
    this.#sent = true;
    const length = this.getHeader('content-length');
    let body: Uint8Array | AsyncIterator<Uint8Array> | undefined = whole;
    if (whole === undefined) {
      this.#parts = new Written();
      this.chunkedEncoding = length === undefined;
      body = this.#parts;
    } else if (whole.length === 0 && !this.useChunkedEncodingByDefault) {
      body = undefined;
    }
    const { ca } = this.#options;
    this.#started = begin({
      scheme: this.protocol === 'https:' ? 'https' : 'http',
      host: this.host.includes(':') ? `[${this.host}]` : this.host,
      port: this.port,
      target: this.path.startsWith('/') ? this.path : `/${this.path}`,
      method: this.method,
      headers: this.#lines(),
      body,
      length: length === undefined ? undefined : Number(length),
      ...(ca === undefined ? {} : { certificate: [ca].flat().map(String).join('\n') }),
    });
    this.#started.answer.then(
      (answer) => {
        this.#answered(answer);
      },
      (error: unknown) => {
        this.#failed(error);
      },
    );
    if (String(this.getHeader('expect')).toLowerCase() === '100-continue') {
      process.nextTick(() => this.emit('continue'));
    }
  }

  #lines(): string {
    const lines: string[] = [];
    for (const [key, { name, value }] of this.#fields) {
      if (!OF_THE_HOST.has(key)) {
        const values = Array.isArray(value) ? (value as unknown[]).map(String) : [String(value)];
        for (const each of key === 'cookie' ? [values.join('; ')] : values) {
          lines.push(name, each);
        }
      }
    }
    return lines.join('\n');
  }

  // ---- the answer

  #answered(incoming: Incoming): void {
    if (this.destroyed) {
      incoming.body.cancel();
      return;
    }
    this.#rest();
    const answer = new Answer(incoming, this.socket, this, () => {
      this.#rest();
    });
    this.res = answer;
    answer.once('close', () => {
      this.#over();
    });
    if (!this.emit('response', answer)) {
      // As in Node: what nobody listens to is read to its end.
      answer.resume();
    }
  }

  #failed(error: unknown): void {
    if (!this.destroyed) {
      this.destroy(errorOf(error, this));
    }
  }

  #over(): void {
    clearTimeout(this.#timer);
    if (!super.destroyed) {
      super.destroy();
    }
    this.#close();
  }

  #closed = false;

  #close(): void {
    if (!this.#closed) {
      this.#closed = true;
      process.nextTick(() => {
        this.emit('close');
        // A connection outlives a call that has come to its end.
        if (this.res?.complete !== true) {
          this.socket?.ended();
        }
      });
    }
  }

  abort(): void {
    if (!this.aborted) {
      this.aborted = true;
      process.nextTick(() => this.emit('abort'));
      this.destroy();
    }
  }

  override destroy(error?: unknown): this {
    if (this.destroyed) {
      return this;
    }
    clearTimeout(this.#timer);
    const answer = this.res;
    super.destroy();
    this.#started?.cancel();
    void this.#parts?.return();
    if (answer !== undefined) {
      if (!answer.complete) {
        answer.lost(error);
      }
    } else {
      const what = error ?? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      process.nextTick(() => this.emit('error', what));
    }
    this.#close();
    return this;
  }

  // ---- time

  setTimeout(time: number, callback?: Listener): this {
    if (typeof time !== 'number') {
      throw invalidType('msecs', 'of type number', time);
    }
    if (callback !== undefined) {
      this.once('timeout', callback);
    }
    this.timeout = time;
    this.#rest();
    return this;
  }

  /** Something has happened: the time of rest begins anew. */
  #rest(): void {
    clearTimeout(this.#timer);
    if (this.timeout !== undefined && this.timeout > 0 && !this.destroyed && this.res?.complete !== true) {
      this.#timer = setTimeout(() => {
        this.socket?.emit('timeout');
        this.emit('timeout');
      }, this.timeout);
    }
  }

  setNoDelay(): void {
    // The host's connections are set as it sets them.
  }

  setSocketKeepAlive(): void {
    // Likewise.
  }

  onSocket(): void {
    // There is none that somebody could bring.
  }
}

type ReturnType = object;
declare function setTimeout(callback: () => void, time: number): ReturnType;
declare function clearTimeout(timer: ReturnType | undefined): void;

export type { AnswerBody };
