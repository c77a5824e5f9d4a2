import type { FileNode, TemporaryNode } from './nodes';
import type { DownloadedFile, UploadedFile } from './uploads';

export type RequesterFile = FileNode | TemporaryNode | UploadedFile | DownloadedFile;

export interface RequesterOptions {
  /** What is sent: a query with GET, HEAD and DELETE, otherwise the body. */
  readonly data?: string | object | null;
  /** `application/x-www-form-urlencoded` unless said. */
  readonly contentType?: 'application/x-www-form-urlencoded' | 'text/plain' | 'application/json' | 'multipart/form-data' | (string & {});
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly username?: string;
  readonly password?: string;
  /** Whether the password is sent before it is asked for: false unless said. */
  readonly preemptiveAuthentication?: boolean;
  /** With `multipart/form-data`. */
  readonly files?: Readonly<Record<string, RequesterFile | readonly RequesterFile[]>>;
  /** Whether it is tried again after 429 and 503: false unless said. */
  readonly retry?: boolean;
  /** How often: 1 to 6, 1 unless said. */
  readonly retryCount?: number;
  /** What `done` is given: `json` unless said; `file` is a {@link DownloadedFile}, `xml` an object. */
  readonly dataType?: 'json' | 'text' | 'xml' | 'file';
  /** The charset of an answer that names none: `utf-8` unless said. */
  readonly fallbackCharset?: string;
  readonly deleteOptions?: { readonly sendDataAsBody?: boolean };
  /** Milliseconds; as long as the request has unless said. */
  readonly timeout?: number;
}

/** What a call that failed says of itself. */
export interface FailedStatus {
  /** The answer's, or 1000: it took too long, 1001: too many at once, -1: otherwise no answer. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** What a call gives when it is awaited; a failure is an Error with the fields of {@link FailedStatus}. */
export interface RequesterAnswer<T = any> {
  readonly result: T;
  readonly statusCode: number;
  readonly headers: Record<string, string>;
}

/** What a call gives that waits: it has its outcome already, and makes further calls. */
export interface RequesterChain extends Requester {
  /** Called at once where the status is 2xx and the body is of the `dataType`. */
  done<T = any>(callback: (result: T, statusCode: number, headers: Record<string, string>) => void): this;
  /** Called at once otherwise. */
  fail(callback: (message: string, status: FailedStatus) => void): this;
}

/** `require('annex/requester')`; in RESTApps `require('Requester')` too. Reaches what the operator grants, as `fetch` does. */
export interface Requester {
  get(url: string, options?: RequesterOptions): RequesterChain;
  put(url: string, options?: RequesterOptions): RequesterChain;
  post(url: string, options?: RequesterOptions): RequesterChain;
  delete(url: string, options?: RequesterOptions): RequesterChain;
  patch(url: string, options?: RequesterOptions): RequesterChain;
  head(url: string, options?: RequesterOptions): RequesterChain;
  getAsync<T = any>(url: string, options?: RequesterOptions): Promise<RequesterAnswer<T>>;
  putAsync<T = any>(url: string, options?: RequesterOptions): Promise<RequesterAnswer<T>>;
  postAsync<T = any>(url: string, options?: RequesterOptions): Promise<RequesterAnswer<T>>;
  deleteAsync<T = any>(url: string, options?: RequesterOptions): Promise<RequesterAnswer<T>>;
  patchAsync<T = any>(url: string, options?: RequesterOptions): Promise<RequesterAnswer<T>>;
  headAsync(url: string, options?: RequesterOptions): Promise<RequesterAnswer<null>>;
}
