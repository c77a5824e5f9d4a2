import { kindOf } from '../log/kind';
import { cut } from '../log/log';
import { AnswerBody, parseUrl } from './calls';
import type { ByteStream } from './streams';
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
  #status: number;
  #statusText: string;
  readonly #headers: Headers;
  #type: 'default' | 'basic' | 'error' = 'default';
  #url = '';
  #redirected = false;

  constructor(body?: unknown, init?: ResponseInit | null) {
    const { content, type } = extract(body);
    super(content);
    const { status: asked = 200, statusText = '', headers } = init ?? {};
    const status = Math.trunc(asked);
    if (!(status >= 200 && status <= 599)) {
      throw new RangeError(`status: ${asked} (expected: 200 to 599)`);
    }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(statusText)) {
      throw new TypeError(`statusText: ${cut(String(statusText))} (expected: Latin characters on one line)`);
    }
    if (content !== undefined && !(content instanceof AnswerBody) && EMPTY.has(status)) {
      throw new TypeError(`An answer with status ${status} has no body`);
    }
    this.#status = status;
    this.#statusText = String(statusText);
    this.#headers = new Headers(headers);
    if (type !== undefined && !this.headers.has('content-type')) {
      this.headers.set('content-type', type);
    }
  }

  get status(): number {
    return this.#status;
  }

  get statusText(): string {
    return this.#statusText;
  }

  get headers(): Headers {
    return this.#headers;
  }

  /** What a call was answered. */
  static answered(status: number, statusText: string, headers: Headers, body: AnswerBody | ByteStream, url: string, redirected: boolean): Response {
    const empty = EMPTY.has(status);
    if (empty) {
      void body.cancel();
    }
    const response = new Response(empty ? undefined : body, { status: Math.max(200, status), headers });
    Headers.freeze(response.headers);
    response.#type = 'basic';
    response.#statusText = statusText;
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
    const copy = new Response(this.copied(), { headers: this.#headers });
    copy.#status = this.#status;
    copy.#statusText = this.#statusText;
    copy.#type = this.#type;
    copy.#url = this.#url;
    copy.#redirected = this.#redirected;
    return copy;
  }

  static error(): Response {
    const response = new Response();
    response.#type = 'error';
    response.#status = 0;
    Headers.freeze(response.headers);
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
    const response = new Response(undefined, { status, headers: { location: parseUrl(url).href } });
    Headers.freeze(response.headers);
    return response;
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }
}
