import { kindOf } from '../log/kind';
import { AnswerBody, parseUrl } from './calls';
import { encode, extract, Message } from './body';
import { Headers, type HeadersInit } from './headers';

export interface ResponseInit {
  status?: number;
  statusText?: string;
  headers?: HeadersInit;
}

/** Statuses of answers without a body: fetch standard, section 2.2.3. */
const EMPTY = new Set([101, 103, 204, 205, 304]);

/** The fetch standard's `Response`, section 5.5. */
export class Response extends Message {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  #type: 'default' | 'basic' | 'error' = 'default';
  #url = '';
  #redirected = false;

  constructor(body?: unknown, { status = 200, statusText = '', headers }: ResponseInit = {}) {
    const { content, type } = extract(body);
    super(content);
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError(`status: ${status} (expected: 200 to 599)`);
    }
    if (content !== undefined && !(content instanceof AnswerBody) && EMPTY.has(status)) {
      throw new TypeError(`An answer with status ${status} has no body`);
    }
    this.status = status;
    this.statusText = statusText;
    this.headers = new Headers(headers);
    if (type !== undefined && !this.headers.has('content-type')) {
      this.headers.set('content-type', type);
    }
  }

  /** What a call was answered. */
  static answered(status: number, statusText: string, headers: Headers, body: AnswerBody, url: string, redirected: boolean): Response {
    const empty = EMPTY.has(status);
    if (empty) {
      body.cancel();
    }
    const response = new Response(empty ? undefined : body, { status: Math.max(200, status), statusText, headers });
    response.#type = 'basic';
    response.#url = url;
    response.#redirected = redirected;
    return response;
  }

  /** What needs no call. */
  static local(body: unknown, headers: Headers, url: string, status = 200, statusText = 'OK'): Response {
    const response = new Response(body, { status, statusText, headers });
    response.#type = 'basic';
    response.#url = url;
    return response;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get type(): string {
    return this.#type;
  }

  get url(): string {
    return this.#url.replace(/#.*$/s, '');
  }

  get redirected(): boolean {
    return this.#redirected;
  }

  clone(): Response {
    const { status, statusText, headers } = this;
    const copy = new Response(this.copied(), { status, statusText, headers });
    copy.#type = this.#type;
    copy.#url = this.#url;
    copy.#redirected = this.#redirected;
    return copy;
  }

  static error(): Response {
    const response = new Response();
    response.#type = 'error';
    Object.defineProperty(response, 'status', { value: 0 });
    return response;
  }

  static json(data: unknown, init: ResponseInit = {}): Response {
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined) {
      throw new TypeError(`Response.json: ${kindOf(data)} (expected: what JSON can hold)`);
    }
    const response = new Response(encode(text), init);
    if (!response.headers.has('content-type')) {
      response.headers.set('content-type', 'application/json');
    }
    return response;
  }

  static redirect(url: string, status = 302): Response {
    if (![301, 302, 303, 307, 308].includes(status)) {
      throw new RangeError(`status: ${status} (expected: 301, 302, 303, 307 or 308)`);
    }
    return new Response(undefined, { status, headers: { location: parseUrl(url).href } });
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }
}
