/// <reference types="node" />
/// <reference path="../services/modules.d.ts" />
/// <reference path="../web/globals.d.ts" />
/// <reference path="./page.d.ts" />

/** Widgets: what a backend registers (`r`), and `req`, `res`, `helper` of its services. */
import type { ExpressRequest, ExpressResponse } from '../web/express';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

/** `req`. The body is not parsed: it is a stream, as in `for await (const chunk of req)`. */
export interface Request extends ExpressRequest {
  readonly params: { readonly service: string };
}

/** `res`. */
export interface Response extends ExpressResponse {
  readonly req: Request;
}

/** Answers `{"message": …}` with the status `error.status`, or 404; with status 500 the message is a fixed one. */
export type Next = (error?: unknown) => void;

/** What a throw or a rejected promise gives is what `next(error)` gives. */
export type Handler = (req: Request, res: Response, next: Next, helper: Helper) => unknown;

/** `r`, which the function that a backend exports is called with. */
export interface BackendRegistrator {
  /**
   * Registers a service: `<method> /console/wb/<name>` with the header `widget-id`. What is registered again is replaced.
   * @throws {Error} without a name or a body, or for another method
   */
  readonly register: {
    (name: string, method: Method | Lowercase<Method>, body: Handler): void;
    /** For GET. */
    (name: string, body: Handler): void;
  };
}

/** What a backend exports. While it is loaded no timer runs. */
export type Backend = (r: BackendRegistrator) => void | Promise<void>;

/** Writes lines to the add-on's log, labelled `WidgetBackend-<category>`. */
export interface Logger {
  readonly error: (...values: unknown[]) => void;
  readonly warn: (...values: unknown[]) => void;
  readonly info: (...values: unknown[]) => void;
  readonly http: (...values: unknown[]) => void;
  readonly verbose: (...values: unknown[]) => void;
  readonly debug: (...values: unknown[]) => void;
  readonly silly: (...values: unknown[]) => void;
  readonly log: (level: 'error' | 'warn' | 'info' | 'http' | 'verbose' | 'debug' | 'silly' | (string & {}), ...values: unknown[]) => void;
}

export interface CallOptions {
  /** Appended to the query: an array repeats its key, null is a bare key, undefined is dropped. */
  readonly params?: Readonly<Record<string, unknown>> | null;
  /** An object goes as JSON, a text as a form unless a header says otherwise, bytes and streams as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  /** Milliseconds. */
  readonly timeout?: number;
}

export interface RequestOptions extends CallOptions {
  /** Whether the answer is JSON, or else a text; otherwise a `Buffer`. True unless said. */
  readonly parseResponse?: boolean;
  /** Of a certificate authority, as PEM, beside those that are known. */
  readonly certificate?: string | Buffer | readonly (string | Buffer)[];
}

/**
 * `helper.Request`: calls to absolute http and https URLs, as the operator grants them. Each function works when it is taken out.
 *
 * They reject with an Error whose message has the status and the received text, and whose `status` is the status, where that is not 2xx.
 */
export interface RequestHelper {
  readonly call: <T = any>(method: Method | Lowercase<Method>, url: string, options?: RequestOptions) => Promise<T>;
  readonly doGet: <T = any>(url: string, options?: RequestOptions) => Promise<T>;
  readonly doPost: <T = any>(url: string, options?: RequestOptions) => Promise<T>;
  readonly doDelete: <T = any>(url: string, options?: RequestOptions) => Promise<T>;
  readonly doPut: <T = any>(url: string, options?: RequestOptions) => Promise<T>;
  readonly doPatch: <T = any>(url: string, options?: RequestOptions) => Promise<T>;
}

/**
 * `helper.Manager`: the same to the configured manager, by paths relative to its API; 10 s for GET and DELETE, 30 s for others unless said.
 *
 * They reject with the parsed body of the answer, with the status as `status`.
 */
export interface ManagerHelper {
  readonly call: <T = any>(method: Method | Lowercase<Method>, url: string, options?: CallOptions) => Promise<T>;
  readonly doGet: <T = any>(url: string, options?: CallOptions) => Promise<T>;
  readonly doPost: <T = any>(url: string, options?: CallOptions) => Promise<T>;
  readonly doDelete: <T = any>(url: string, options?: CallOptions) => Promise<T>;
  readonly doPut: <T = any>(url: string, options?: CallOptions) => Promise<T>;
  readonly doPatch: <T = any>(url: string, options?: CallOptions) => Promise<T>;
  /** All pages of a list, of 1,000 items each; at most 1,000 pages. */
  readonly doGetFull: <T = any>(url: string, options?: CallOptions) => Promise<{ items: T[] }>;
}

/** `helper`, the same for all services; none can alter it. */
export interface Helper {
  readonly Logger: (category?: string) => Logger;
  readonly Request: RequestHelper;
  readonly Manager: ManagerHelper;
}
