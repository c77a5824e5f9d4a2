import { parseCookie } from 'cookie';
import { parse } from '../host/primordials';
import { define, type Fields } from '../http/fields';
import { allowReplacement, queryOf } from '../http/incoming';
import { IncomingMessage, messageOf } from './incoming';
import { application, Settings } from './settings';
import type { ServerResponse } from './outgoing';

/** What the packages that Express is made of are called with; each is evaluated when it is first asked. */
interface Accepts {
  types(...types: unknown[]): string | string[] | false;
  charsets(...charsets: unknown[]): string | string[] | false;
  encodings(...encodings: unknown[]): string | string[] | false;
  languages(...languages: unknown[]): string | string[] | false;
}
type Proxied = ((request: object, trust: unknown) => string) & { all(request: object, trust: unknown): string[] };

const acceptsOf = (request: object): Accepts => (require('accepts') as (request: object) => Accepts)(request);
const proxied = (): Proxied => require('proxy-addr') as Proxied;

/** `req`, as Express 4 has it. */
export abstract class ExpressRequest extends IncomingMessage {
  /** What a handler would call; middleware finds it here. */
  next: unknown;
  #query: Fields | undefined;
  #cookies: Fields | undefined;
  #cookiesSet = false;
  #user: { readonly value: unknown } | undefined;
  #settings = application;

  get app(): object {
    return Settings.face(this.#settings);
  }

  /** The settings that a request goes by, and its answer. */
  static settings(request: ExpressRequest): Settings {
    return request.#settings;
  }

  static goBy(request: ExpressRequest, settings: Settings): void {
    request.#settings = settings;
  }

  /** Whether a handler has set the cookies. */
  protected get hasCookies(): boolean {
    return this.#cookiesSet;
  }

  get query(): Fields {
    return (this.#query ??= queryIn(queryOf(messageOf(this)), this.#settings));
  }

  set query(value: Fields) {
    this.#query = value;
  }

  /** Whether the query has been read, or set: its values may then be others than the target's. */
  protected get hasQuery(): boolean {
    return this.#query !== undefined;
  }

  get path(): string {
    const { url } = this;
    const query = url.indexOf('?');
    return query < 0 ? url : url.slice(0, query);
  }

  get cookies(): Fields {
    return this.#cookiesSet ? (this.#cookies as Fields) : (this.#cookies ??= cookiesIn(this.headers['cookie']));
  }

  set cookies(value: Fields) {
    this.#cookies = value;
    this.#cookiesSet = true;
  }

  /** Who asks, as far as the server knows: undefined where it does not. */
  get user(): unknown {
    if (this.#user === undefined) {
      const { user } = messageOf(this);
      this.#user = { value: user === '' ? undefined : parse(user) };
    }
    return this.#user.value;
  }

  get signedCookies(): Fields {
    return {};
  }

  get(name: string): string | undefined {
    if (!name) {
      throw new TypeError('name argument is required to req.get');
    }
    if (typeof name !== 'string') {
      throw new TypeError('name must be a string to req.get');
    }
    const key = name.toLowerCase();
    return key === 'referer' || key === 'referrer' ? (this.#field('referrer') ?? this.#field('referer')) : this.#field(key);
  }

  #field(key: string): string | undefined {
    const { headers } = this;
    return Object.hasOwn(headers, key) ? headers[key] : undefined;
  }

  header(name: string): string | undefined {
    return this.get(name);
  }

  accepts(...types: unknown[]): string | string[] | false {
    return acceptsOf(this).types(...types);
  }

  acceptsCharsets(...charsets: unknown[]): string | string[] | false {
    return acceptsOf(this).charsets(...charsets);
  }

  acceptsEncodings(...encodings: unknown[]): string | string[] | false {
    return acceptsOf(this).encodings(...encodings);
  }

  acceptsLanguages(...languages: unknown[]): string | string[] | false {
    return acceptsOf(this).languages(...languages);
  }

  acceptsCharset(...charsets: unknown[]): string | string[] | false {
    return this.acceptsCharsets(...charsets);
  }

  acceptsEncoding(...encodings: unknown[]): string | string[] | false {
    return this.acceptsEncodings(...encodings);
  }

  acceptsLanguage(...languages: unknown[]): string | string[] | false {
    return this.acceptsLanguages(...languages);
  }

  /** The type of the body, if it is one of these; null without a body. */
  is(...types: unknown[]): string | false | null {
    const [first] = types;
    const list = Array.isArray(first) ? first : types;
    return (require('type-is') as (request: object, types: unknown) => string | false | null)(this, list);
  }

  range(size: number, options?: { combine?: boolean }): unknown {
    const range = this.get('Range');
    return range ? (require('range-parser') as (size: number, range: string, options: unknown) => unknown)(size, range, options) : undefined;
  }

  param(name: string, otherwise?: unknown): unknown {
    const { params, body } = this as { params?: Fields; body?: Fields };
    if (params !== undefined && params[name] != null && Object.hasOwn(params, name)) {
      return params[name];
    }
    return body?.[name] ?? this.query[name] ?? otherwise;
  }

  /** As the client has it, by a proxy that is trusted or by the connection. */
  #forwarded(name: string): string | undefined {
    const trust = Settings.trust(this.#settings);
    const value = trust === undefined ? undefined : this.get(name);
    return value && trust?.(messageOf(this).remote, 0) ? (value.split(',', 1)[0] as string).trim() : undefined;
  }

  get protocol(): string {
    return this.#forwarded('x-forwarded-proto') ?? messageOf(this).scheme;
  }

  get secure(): boolean {
    return this.protocol === 'https';
  }

  get hostname(): string | undefined {
    const host = this.#forwarded('x-forwarded-host') ?? (this.get('host') || messageOf(this).authority);
    if (!host) {
      return undefined;
    }
    const port = host.indexOf(':', host.startsWith('[') ? host.indexOf(']') + 1 : 0);
    return port < 0 ? host : host.slice(0, port);
  }

  get host(): string | undefined {
    return this.hostname;
  }

  get ip(): string {
    const trust = Settings.trust(this.#settings);
    return trust === undefined ? messageOf(this).remote : proxied()(this, trust);
  }

  get ips(): string[] {
    const trust = Settings.trust(this.#settings);
    return trust === undefined ? [] : proxied().all(this, trust).reverse().slice(0, -1);
  }

  get subdomains(): string[] {
    const { hostname } = this;
    if (!hostname) {
      return [];
    }
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(hostname) || hostname.includes(':');
    const names = isAddress ? [hostname] : hostname.split('.').reverse();
    return names.slice(this.#settings.get('subdomain offset') as number);
  }

  get xhr(): boolean {
    return (this.get('X-Requested-With') ?? '').toLowerCase() === 'xmlhttprequest';
  }

  /** Whether what the client has is still right. */
  get fresh(): boolean {
    const { method } = this;
    const response = this.res as ServerResponse;
    const { statusCode } = response;
    if ((method !== 'GET' && method !== 'HEAD' && method !== 'QUERY') || !((statusCode >= 200 && statusCode < 300) || statusCode === 304)) {
      return false;
    }
    const fresh = require('fresh') as (request: object, response: object) => boolean;
    return fresh(this.headers, { etag: response.getHeader('ETag'), 'last-modified': response.getHeader('Last-Modified') });
  }

  get stale(): boolean {
    return !this.fresh;
  }
}

function queryIn(text: string | undefined, { settings }: Settings): Fields {
  return (settings['query parser fn'] as (text: string | undefined) => Fields)(text);
}

/** As cookie-parser gives them: unquoted, decoded, and what was written as JSON read as that. */
function cookiesIn(header: string | undefined): Fields {
  const cookies: Fields = {};
  if (header !== undefined) {
    for (const [name, value] of Object.entries(parseCookie(header, { decode }))) {
      define(cookies, name, value?.startsWith('j:') === true ? jsonIn(value) : value);
    }
  }
  return cookies;
}

function decode(value: string): string {
  const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  try {
    return bare.includes('%') ? decodeURIComponent(bare) : bare;
  } catch {
    return bare;
  }
}

function jsonIn(value: string): unknown {
  try {
    return parse(value.slice(2)) as unknown;
  } catch {
    return value;
  }
}

allowReplacement(ExpressRequest.prototype);

// What the library calls on it itself stays what it is.
Object.freeze(ExpressRequest);
