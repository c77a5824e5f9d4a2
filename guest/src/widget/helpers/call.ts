/** What the Request and Manager helpers have in common: one call as the contract of widget backends words it. */
import { encode } from '../../fetch/body';
import { begin, parseUrl, plainTarget, targetOf, type Body, type Incoming, type ParsedUrl, type Target } from '../../fetch/calls';
import { Headers, lines } from '../../fetch/headers';
import { isRedirect, nextHop } from '../../fetch/redirects';
import { partsOfIterable } from '../../fetch/streams';

/** Redirects that are followed. */
const MOST_REDIRECTS = 21;
const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'];

export interface Options {
  readonly params?: Record<string, unknown> | null | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, unknown> | null | undefined;
  readonly certificate?: unknown;
  readonly parseResponse?: boolean | undefined;
  readonly timeout?: number | undefined;
}

/** Everything that one call needs. */
export interface Wanted {
  readonly method: string;
  readonly url: string;
  readonly options: Options;
  /** See {@link begin}. */
  readonly flags: string;
  readonly timeout: number;
}

export function checkMethod(method: unknown): string {
  const upper = String(method).toUpperCase();
  if (!METHODS.includes(upper)) {
    throw new TypeError(`method: ${String(method).slice(0, 100)} (expected: one of ${METHODS.join(', ')})`);
  }
  return upper;
}

/**
 * The parameters appended to a URL's query: arrays repeat the key, null gives a bare key, undefined is dropped. A fragment goes: it is
 * never sent.
 */
export function withParams(url: string, params: Options['params']): string {
  if (params === undefined || params === null) {
    return url;
  }
  let query = '';
  const add = (key: string, value: unknown): void => {
    if (value !== undefined) {
      const name = encodeURIComponent(key.toWellFormed());
      query += `${query === '' ? '' : '&'}${name}${value === null ? '' : `=${encodeURIComponent(text(value).toWellFormed())}`}`;
    }
  };
  for (const key of Object.keys(params)) {
    const value = params[key];
    if (Array.isArray(value)) {
      for (const each of value as unknown[]) {
        add(key, each);
      }
    } else {
      add(key, value);
    }
  }
  if (query === '') {
    return url;
  }
  const hash = url.indexOf('#');
  const before = hash < 0 ? url : url.slice(0, hash);
  const mark = before.indexOf('?');
  const joint = mark < 0 ? '?' : mark === before.length - 1 || before.endsWith('&') ? '' : '&';
  return `${before}${joint}${query}`;
}

function text(value: unknown): string {
  return typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : String(value);
}

/** A caller's headers, often those of the request that came in: the ones that belong to its connection are not passed on. */
export function headersOf(given: Options['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value !== undefined && value !== null) {
      headers.set(name, Array.isArray(value) ? (value as unknown[]).map(String).join(', ') : (value as string));
    }
  }
  return headers;
}

function isBytes(body: unknown): body is ArrayBufferView {
  return ArrayBuffer.isView(body);
}

/** What a text, and no body at all, are called unless a header says otherwise. */
const FORM = 'application/x-www-form-urlencoded';

/** An object goes as JSON, a string as a form, unless a header says otherwise; bytes and streams as they are. */
function bodyOf(body: unknown, method: string, headers: Headers): Body {
  if (body === undefined || body === null) {
    if (method.startsWith('P') && !headers.has('content-type')) {
      headers.set('content-type', FORM); // POST, PUT and PATCH: receivers have seen it since the first release
    }
    return undefined;
  }
  if (isBytes(body)) {
    return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength);
  }
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    return partsOfIterable(body as AsyncIterable<unknown>);
  }
  const type = typeof body === 'string' ? FORM : 'application/json';
  if (!headers.has('content-type')) {
    headers.set('content-type', type);
  }
  return encode(typeof body === 'string' ? body : JSON.stringify(body));
}

function certificateOf(certificate: unknown): string {
  if (certificate === undefined || certificate === null) {
    return '';
  }
  return Array.isArray(certificate) ? certificate.map(String).join('\n') : String(certificate);
}

/** A user name and password of a URL say who calls. */
function authorise(url: ParsedUrl, headers: Headers): void {
  if ((url.username !== '' || url.password !== '') && !headers.has('authorization')) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${btoa(String.fromCharCode(...encode(credentials)))}`);
  }
}

/** Makes a call and follows its redirects; the answer's status may be any. */
export async function perform({ method: first, url, options, flags, timeout }: Wanted): Promise<Incoming> {
  const headers = headersOf(options.headers);
  let body = bodyOf(options.body, first, headers);
  if (!headers.has('accept')) {
    headers.set('accept', 'application/json, text/plain, */*');
  }
  const certificate = certificateOf(options.certificate);
  let method = first;
  let parsed: ParsedUrl | undefined;
  let target: Target | undefined = plainTarget(url);
  if (target === undefined) {
    parsed = parseUrl(url);
    authorise(parsed, headers);
    target = targetOf(parsed);
  }
  for (let redirects = 0; ; redirects++) {
    const answer = await begin({ ...target, method, headers: lines(headers), body, timeout, flags, certificate }).answer;
    const location = isRedirect(answer.status) ? Headers.from(answer.headers).get('location') : null;
    if (location === null) {
      return answer;
    }
    answer.body.cancel();
    if (redirects === MOST_REDIRECTS) {
      throw new Error(`${first} ${url}: more than ${MOST_REDIRECTS} redirects`);
    }
    parsed ??= parseUrl(url);
    const next = nextHop(answer.status, location, parsed, method, headers);
    if (next.bodyless) {
      body = undefined;
    } else if (body !== undefined && !(body instanceof Uint8Array)) {
      throw new Error(`${first} ${url}: redirected with status ${answer.status}, and a stream cannot be sent again`);
    }
    ({ method } = next);
    parsed = next.url;
    authorise(parsed, headers);
    target = targetOf(parsed);
  }
}
