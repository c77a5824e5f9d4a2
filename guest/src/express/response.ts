import { stringifySetCookie } from 'cookie';
import statuses from 'statuses';
import { byteLength, stringify } from '../host/primordials';
import { warnOfAbsent } from '../exchange/absent';
import { part } from '../host/parts';
import { warnOfPromise } from '../log/promised';
import { callerPosition } from '../log/stack';
import { bytesOf } from '../http/bytes';
import type { EventStream } from '../http/sse';
import { messageOf } from './incoming';
import { HTML, JSON_TYPE, ServerResponse, WEAK } from './outgoing';
import { ExpressRequest } from './request';
import { Settings } from './settings';
import { normalizedType, typeNamed, withCharset, withUtf8 } from './types';
import type { Value } from './fields';

type Callback = (error?: unknown) => void;
type Formats = Record<string, (request: object, response: object, next: unknown) => unknown>;

/** What `send` of npm gives: a stream of a file. */
interface Sending {
  on(event: string, listener: (...given: never[]) => void): void;
  pipe(response: object): void;
}

/** What Express takes beside a cookie's name and value; `maxAge` in ms. */
export interface CookieOptions {
  domain?: string;
  encode?: (value: string) => string;
  expires?: Date;
  httpOnly?: boolean;
  maxAge?: number;
  path?: string;
  partitioned?: boolean;
  priority?: 'low' | 'medium' | 'high';
  secure?: boolean;
  signed?: boolean;
  sameSite?: boolean | 'strict' | 'lax' | 'none';
}

/** `res`, as Express 4 has it. */
export class ExpressResponse extends ServerResponse {
  #locals: Record<string, unknown> | undefined;

  get app(): object {
    return this.#asked.app;
  }

  get #settings(): Settings {
    return ExpressRequest.settings(this.#asked);
  }

  get locals(): Record<string, unknown> {
    return (this.#locals ??= Object.create(null) as Record<string, unknown>);
  }

  set locals(value: Record<string, unknown>) {
    this.#locals = value;
  }

  get #asked(): ExpressRequest {
    return this.req as ExpressRequest;
  }

  status(code: number): this {
    this.statusCode = code;
    return this;
  }

  /** Begins to answer with server-sent events, which are sent as they come. */
  sse(): EventStream {
    ServerResponse.mustNotBeSent(this);
    this.setHeader('Content-Type', 'text/event-stream');
    if (!this.hasHeader('Cache-Control')) {
      this.setHeader('Cache-Control', 'no-cache');
    }
    this._implicitHeader();
    const { EventStream: Events } = part('sse') as { EventStream: typeof EventStream };
    return new Events(ServerResponse.live(this), String(this.req.headers['last-event-id'] ?? ''));
  }

  // ---- the head

  set(...args: [field: string | Record<string, unknown>, value?: unknown]): this {
    const [field, value] = args;
    if (args.length !== 2) {
      for (const name in field as Record<string, unknown>) {
        this.set(name, (field as Record<string, unknown>)[name]);
      }
      return this;
    }
    const name = field as string;
    if (name.toLowerCase() === 'content-type') {
      if (Array.isArray(value)) {
        throw new TypeError('Content-Type cannot be set to an Array');
      }
      return this.setHeader(name, withCharset(String(value)));
    }
    return this.setHeader(name, Array.isArray(value) ? (value as unknown[]).map(String) : String(value));
  }

  header(...args: [field: string | Record<string, unknown>, value?: unknown]): this {
    return this.set(...args);
  }

  get(name: string): Value | undefined {
    return this.getHeader(name);
  }

  append(name: string, value: unknown): this {
    const had = this.get(name);
    return this.set(name, had ? [had, value].flat() : value);
  }

  /** `json`, `.html`, or a full media type. */
  type(type: string): this {
    return this.set('Content-Type', typeNamed(type));
  }

  contentType(type: string): this {
    return this.type(type);
  }

  vary(field: string | string[]): this {
    if (field && (!Array.isArray(field) || field.length > 0)) {
      (require('vary') as (response: object, field: string | string[]) => void)(this, field);
    }
    return this;
  }

  links(links: Record<string, string>): this {
    const had = this.get('Link');
    const all = Object.keys(links).map((relation) => `<${links[relation]}>; rel="${relation}"`);
    return this.set('Link', [...(had ? [String(had)] : []), all.join(', ')].join(', '));
  }

  attachment(filename?: string): this {
    if (filename) {
      this.type((require('path-browserify') as { extname(name: string): string }).extname(filename));
    }
    return this.set('Content-Disposition', disposition(filename));
  }

  cookie(name: string, value: unknown, given?: CookieOptions): this {
    const options = { ...given };
    const { secret } = this.req as unknown as { secret?: string };
    if (options.signed && !secret) {
      throw new Error('cookieParser("secret") required for signed cookies');
    }
    const text = typeof value === 'object' ? `j:${stringify(value)}` : String(value);
    const { encode, maxAge, signed, ...rest } = options;
    const age = maxAge === undefined || maxAge === null ? NaN : Number(maxAge);
    const signature = signed ? (require('cookie-signature') as { sign(text: string, secret: unknown): string }).sign(text, secret) : undefined;
    const set = stringifySetCookie(
      {
        ...(rest as object),
        name,
        value: signature === undefined ? text : `s:${signature}`,
        path: options.path ?? '/',
        ...(Number.isNaN(age) ? {} : { maxAge: Math.floor(age / 1000), expires: new Date(Date.now() + age) }),
      },
      encode === undefined ? undefined : { encode },
    );
    return this.append('Set-Cookie', set);
  }

  clearCookie(name: string, options?: CookieOptions): this {
    return this.cookie(name, '', { expires: new Date(1), path: '/', ...options });
  }

  location(url: string): this {
    const target = url === 'back' ? this.#asked.get('Referrer') || '/' : String(url);
    return this.set('Location', (require('encodeurl') as (url: string) => string)(target));
  }

  /** `redirect(url)`, `redirect(status, url)`; as earlier releases have it, also `redirect(url, status)`. The address is shown, and is no link. */
  redirect(...args: [first: number | string, second?: number | string]): void {
    const [first, second] = args;
    const [status, url] = args.length < 2 ? [302, first] : typeof first === 'number' ? [first, second] : [Number(second), first];
    const address = String(this.location(url as string).get('Location'));
    const what = statuses.message[status];
    let body = '';
    this.format({
      text: () => {
        body = `${what}. Redirecting to ${address}`;
      },
      html: () => {
        body = `<p>${what}. Redirecting to ${(require('escape-html') as (text: string) => string)(address)}</p>`;
      },
      default: () => {
        body = '';
      },
    });
    this.statusCode = status;
    this.set('Content-Length', Buffer.from(body).length);
    // For HEAD the host takes the length of it, and leaves it out.
    this.end(body);
  }

  // ---- the body

  sendStatus(code: number): this {
    this.statusCode = code;
    this.type('txt');
    return this.send(statuses.message[code] ?? String(code));
  }

  send(...args: unknown[]): this {
    let [chunk] = args;
    if (args.length === 2) {
      const [first, second] = args;
      const back = typeof first !== 'number' && typeof second === 'number';
      this.statusCode = (back ? second : first) as number;
      chunk = back ? first : second;
    } else if (typeof chunk === 'number' && args.length === 1) {
      if (!this.get('Content-Type')) {
        this.type('txt');
      }
      this.statusCode = chunk;
      chunk = statuses.message[chunk];
    }
    if (typeof chunk === 'string') {
      return this.#text(chunk, HTML);
    }
    if (chunk === undefined) {
      return this.#sent(undefined, undefined);
    }
    if (chunk === null) {
      return this.#text('', undefined);
    }
    const bytes = bytesOf(chunk);
    if (bytes === undefined) {
      return this.json(chunk);
    }
    if (!this.get('Content-Type')) {
      this.#mayBeSet();
      ServerResponse.fields(this).type = 'application/octet-stream';
    }
    return this.#sent(bytes, bytes);
  }

  json(...args: unknown[]): this {
    const body = this.#json(args);
    if (body === undefined) {
      if (!this.get('Content-Type')) {
        this.set('Content-Type', 'application/json');
      }
      return this.#sent(undefined, undefined);
    }
    return this.#text(body, JSON_TYPE);
  }

  /** The value of `json(value)`, `json(status, value)` or `json(value, status)` as JSON. */
  #json(args: unknown[]): string | undefined {
    let [value] = args;
    if (args.length === 2) {
      const [first, second] = args;
      const back = typeof second === 'number';
      this.statusCode = (back ? second : first) as number;
      value = back ? first : second;
    }
    const json = Settings.json(this.#settings, value, stringify);
    warnOfPromise('res.json', value, json);
    return json;
  }

  jsonp(...args: unknown[]): this {
    const body = this.#json(args);
    if (!this.get('Content-Type')) {
      this.set('X-Content-Type-Options', 'nosniff');
      this.set('Content-Type', 'application/json');
    }
    const asked = this.#asked.query[this.#settings.get('jsonp callback name') as string];
    const callback: unknown = Array.isArray(asked) ? asked[0] : asked;
    if (typeof callback !== 'string' || callback === '') {
      return this.send(body);
    }
    this.set('X-Content-Type-Options', 'nosniff');
    this.set('Content-Type', 'text/javascript');
    const name = callback.replace(/[^[\]\w$.]/g, '');
    const value = (body ?? '').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
    // The comment keeps it from being taken for a file of another kind.
    return this.send(`/**/ typeof ${name} === 'function' && ${name}(${value});`);
  }

  #mayBeSet(): void {
    ServerResponse.mustNotBeSent(this);
  }

  /** Sends a text as UTF-8; `type` is its content type where none was set. */
  #text(text: string, type: string | undefined): this {
    this.#mayBeSet();
    const fields = ServerResponse.fields(this);
    const set = fields.type;
    if (set === undefined || set === '') {
      fields.type = type;
    } else if (set !== type) {
      fields.type = withUtf8(set);
    }
    return this.#sent(text, undefined);
  }

  /** Ends the answer with a body, or with none; it gets its entity tag, or is 304 where the client has it. */
  #sent(body: string | Uint8Array | undefined, bytes: Uint8Array | undefined): this {
    const tagging = Settings.tagging(this.#settings);
    const status = this.statusCode;
    if (ServerResponse.isPlain(this) && (tagging === 'weak' || tagging === undefined) && status !== 204 && status !== 304 && status !== 205 && !this.#conditional()) {
      this.#mayBeSet();
      const own = body === undefined || tagging === undefined || ServerResponse.fields(this).isTagged;
      ServerResponse.finish(this, undefined, body ?? '', own ? undefined : WEAK);
      return this;
    }
    return this.#seen(body, bytes);
  }

  /** Ends an answer with a text as it is; `type` is its content type where none was set. */
  static deliver(response: ExpressResponse, type: string, text: string): void {
    response.#mayBeSet();
    const fields = ServerResponse.fields(response);
    fields.type ??= type;
    response.#sent(text, undefined);
  }

  /** Whether the client says what it has. */
  #conditional(): boolean {
    return messageOf(this.req).isConditional;
  }

  /** The same where somebody may look at it on its way: with all that Express does. */
  #seen(body: string | Uint8Array | undefined, given: Uint8Array | undefined): this {
    let chunk: string | Uint8Array | undefined = body;
    if (body !== undefined) {
      const bytes = given ?? Buffer.from(body as string);
      this.set('Content-Length', byteLength(bytes));
      const tag = this.#settings.get('etag fn') as ((bytes: Uint8Array, encoding?: string) => string | undefined) | undefined;
      if (tag !== undefined && !this.get('ETag')) {
        const made = tag(bytes);
        if (made) {
          this.set('ETag', made);
        }
      }
    }
    if (this.#asked.fresh) {
      this.statusCode = 304;
    }
    const { statusCode } = this;
    if (statusCode === 204 || statusCode === 304) {
      this.removeHeader('Content-Type');
      this.removeHeader('Content-Length');
      this.removeHeader('Transfer-Encoding');
      chunk = '';
    } else if (statusCode === 205) {
      this.set('Content-Length', '0');
      this.removeHeader('Transfer-Encoding');
      chunk = '';
    }
    // For HEAD the host takes the length of it, and leaves it out; but what others have put around `end` is to have what it has in Express.
    return this.req.method === 'HEAD' && !ServerResponse.isPlain(this) ? this.end() : this.end(chunk, 'utf8');
  }

  format(formats: Formats): this {
    const request = this.#asked;
    const { next } = request;
    const names = Object.keys(formats).filter((name) => name !== 'default');
    const name = names.length > 0 ? (request.accepts(names) as string | false) : false;
    this.vary('Accept');
    if (name) {
      this.set('Content-Type', normalizedType(name));
      formats[name]?.(request, this, next);
    } else if (formats['default'] !== undefined) {
      formats['default'](request, this, next);
    } else {
      const create = require('http-errors') as (status: number, more: object) => Error;
      const error = create(406, { types: names.map(normalizedType) });
      if (typeof next !== 'function') {
        throw error;
      }
      (next as Callback)(error);
    }
    return this;
  }

  // ---- files

  sendFile(path: string, options?: object | Callback, callback?: Callback): void {
    if (!path) {
      throw new TypeError('path argument is required to res.sendFile');
    }
    if (typeof path !== 'string') {
      throw new TypeError('path must be a string to res.sendFile');
    }
    const [settings, done] = typeof options === 'function' ? [{}, options as Callback] : [options ?? {}, callback];
    if (!(settings as { root?: unknown }).root && !path.startsWith('/')) {
      throw new TypeError('path must be absolute or specify root to res.sendFile');
    }
    this.#file(encodeURI(path), settings, done);
  }

  /** Of earlier releases: the path is relative to the add-on, and encoded. */
  sendfile(path: string, options?: object | Callback, callback?: Callback): void {
    const [settings, done] = typeof options === 'function' ? [{}, options as Callback] : [options ?? {}, callback];
    this.#file(path, settings, done);
  }

  #file(path: string, options: object, done: Callback | undefined): void {
    const { next } = this.#asked;
    const { headers } = options as { headers?: Record<string, unknown> };
    const sending = (require('send') as (request: object, path: string, options: object) => Sending)(this.req, path, options);
    let over = false;
    // When the file was not found, whoever asked for it is no longer on the stack.
    const asked = new Error();
    const end = (error?: { code?: string; syscall?: string }): void => {
      if (over) {
        return;
      }
      over = true;
      if (done !== undefined) {
        done(error);
      } else if (error?.code === 'EISDIR') {
        (next as Callback | undefined)?.();
      } else if (error !== undefined && error.code !== 'ECONNABORTED' && error.syscall !== 'write') {
        if (error.code === 'ENOENT') {
          warnOfAbsent('response.sendFile', path.replace(/^\//, ''), undefined, callerPosition(asked));
        }
        (next as Callback | undefined)?.(error);
      }
    };
    sending.on('directory', () => {
      end(Object.assign(new Error('EISDIR, read'), { code: 'EISDIR' }));
    });
    sending.on('error', end);
    sending.on('end', () => {
      end();
    });
    (this as unknown as { once(event: string, listener: () => void): void }).once('finish', () => {
      end();
    });
    if (headers !== undefined) {
      sending.on('headers', () => {
        for (const name of Object.keys(headers)) {
          this.setHeader(name, headers[name]);
        }
      });
    }
    sending.pipe(this);
  }

  download(path: string, filename?: string | object | Callback | null, options?: object | Callback | null, callback?: Callback): void {
    const given = [filename, options, callback];
    const name = typeof filename === 'string' ? filename : undefined;
    const done = given.find((each) => typeof each === 'function') as Callback | undefined;
    const settings = (given.find((each) => typeof each === 'object' && each !== null) ?? {}) as { root?: string; headers?: Record<string, unknown> };
    const headers: Record<string, unknown> = { 'Content-Disposition': disposition(name ?? path) };
    for (const [key, value] of Object.entries(settings.headers ?? {})) {
      if (key.toLowerCase() !== 'content-disposition') {
        headers[key] = value;
      }
    }
    const full = settings.root ? path : (require('path-browserify') as { resolve(path: string): string }).resolve(path);
    this.sendFile(full, { ...settings, headers }, done);
  }

  render(view: string): never {
    return this.#settings.render(view);
  }
}

function disposition(name: string | undefined): string {
  return (require('content-disposition') as (name: string | undefined) => string)(name);
}

// What the library calls on it itself stays what it is.
Object.freeze(ExpressResponse);
