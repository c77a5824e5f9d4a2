import { AbortSignal, newSignal } from '../runtime/abort';
import { extract, Message } from './body';
import { parseUrl, type ParsedUrl } from './calls';
import { Headers, type HeadersInit } from './headers';

export interface RequestInit {
  method?: string;
  headers?: HeadersInit;
  body?: unknown;
  redirect?: 'follow' | 'error' | 'manual';
  signal?: AbortSignal | null;
  mode?: unknown;
  credentials?: unknown;
  cache?: unknown;
  referrer?: unknown;
  referrerPolicy?: unknown;
  integrity?: unknown;
  keepalive?: unknown;
}

/** What concerns pages: it changes nothing here, and is told to whoever asks. */
interface Page {
  readonly mode: string;
  readonly credentials: string;
  readonly cache: string;
  readonly referrer: string;
  readonly referrerPolicy: string;
  readonly integrity: string;
  readonly keepalive: boolean;
}

const PAGE: Page = { mode: 'cors', credentials: 'same-origin', cache: 'default', referrer: 'about:client', referrerPolicy: '', integrity: '', keepalive: false };
const PAGES: Readonly<Record<string, readonly string[]>> = {
  mode: ['cors', 'no-cors', 'same-origin', 'navigate'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  referrerPolicy: ['', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url'],
};

function pageOf(init: RequestInit, from: Page): Page {
  let page = from;
  for (const name of Object.keys(PAGE) as (keyof Page)[]) {
    const given = init[name];
    if (given === undefined) {
      continue;
    }
    const value = name === 'keepalive' ? Boolean(given) : String(given);
    const values = PAGES[name];
    if (values !== undefined && !values.includes(value as string)) {
      throw new TypeError(`${name}: '${String(value)}' (expected: one of ${values.map((each) => `'${each}'`).join(', ')})`);
    }
    page = { ...page, [name]: value };
  }
  return page;
}

/** Spelled in any case they mean the same: fetch standard, section 2.2.1. */
const NORMAL = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
const COPY = {};
const FORBIDDEN = new Set(['CONNECT', 'TRACE', 'TRACK']);

export function methodOf(method: unknown): string {
  const text = String(method);
  const upper = text.toUpperCase();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(text) || FORBIDDEN.has(upper)) {
    throw new TypeError(`method: ${text.slice(0, 100)} (expected: e.g. GET or POST)`);
  }
  return NORMAL.has(upper) ? upper : text;
}

/** The fetch standard's `Request`, section 5.4, for a server: what concerns pages (mode, cache, referrer) is accepted and ignored. */
export class Request extends Message {
  readonly #method: string;
  readonly #headers: Headers;
  readonly #redirect: 'follow' | 'error' | 'manual';
  readonly #url: ParsedUrl;
  /** The caller's, if any. */
  readonly #given: AbortSignal | undefined;
  #signal: AbortSignal | undefined;
  readonly #page: Page;

  /** @param copies whether the body of another request stays its own as well */
  constructor(input: unknown, init: RequestInit = {}, copies?: unknown) {
    const from = input instanceof Request ? input : undefined;
    const method = methodOf(init.method ?? from?.method ?? 'GET');
    if (init.body !== undefined && init.body !== null && (method === 'GET' || method === 'HEAD')) {
      throw new TypeError(`A request with method ${method} cannot have a body`);
    }
    const own = init.body !== undefined && init.body !== null;
    const { content, type } = own ? extract(init.body) : { content: copies === COPY ? from?.copied() : from?.moved(), type: undefined };
    super(content);
    this.#url = from === undefined ? parseUrl(String(input), undefined, true) : from.parsedUrl;
    if (this.#url.username !== '' || this.#url.password !== '') {
      throw new TypeError('URL: has a user name or password in it (expected: an authorization header)');
    }
    this.#method = method;
    this.#headers = new Headers(init.headers ?? from?.headers);
    if (type !== undefined && !this.headers.has('content-type')) {
      this.headers.set('content-type', type);
    }
    this.#redirect = init.redirect ?? from?.redirect ?? 'follow';
    this.#page = pageOf(init, from === undefined ? PAGE : from.#page);
    this.#given = init.signal === null ? undefined : (init.signal ?? from?.given);
  }

  get method(): string {
    return this.#method;
  }

  get headers(): Headers {
    return this.#headers;
  }

  get redirect(): 'follow' | 'error' | 'manual' {
    return this.#redirect;
  }

  get mode(): string {
    return this.#page.mode;
  }

  get credentials(): string {
    return this.#page.credentials;
  }

  get cache(): string {
    return this.#page.cache;
  }

  get referrer(): string {
    return this.#page.referrer;
  }

  get referrerPolicy(): string {
    return this.#page.referrerPolicy;
  }

  get integrity(): string {
    return this.#page.integrity;
  }

  get keepalive(): boolean {
    return this.#page.keepalive;
  }

  get destination(): string {
    return '';
  }

  get duplex(): string {
    return 'half';
  }

  /** One of its own, which follows the caller's. */
  get signal(): AbortSignal {
    return (this.#signal ??= this.#given === undefined ? newSignal() : AbortSignal.any([this.#given]));
  }

  get given(): AbortSignal | undefined {
    return this.#given;
  }

  get parsedUrl(): ParsedUrl {
    return this.#url;
  }

  get url(): string {
    return this.#url.href;
  }

  clone(): Request {
    return new Request(this, {}, COPY);
  }

  get [Symbol.toStringTag](): string {
    return 'Request';
  }
}
