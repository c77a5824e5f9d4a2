import type { DownloadedFile, UploadedFile } from '../services/uploads';
import type { ExpressRequest, ExpressResponse, SendFileOptions } from '../web/express';

/** A file of a form, by the names that Express's middleware has for it too. */
export type FormFile = (UploadedFile | DownloadedFile) & { readonly filename: string; readonly type: string; readonly length: number };

/** What a request's `route` is. */
export interface MatchedRoute {
  readonly path: string | RegExp;
  readonly methods: Record<string, boolean>;
  readonly stack: { readonly name: string; readonly handle: unknown; readonly method: string | undefined }[];
  readonly method: string;
}

/** `request`. Its body is there when the body parser has run. */
export interface Request extends ExpressRequest {
  body: any;
  /** Of a form, by their fields; several of one field are an array. */
  files: Record<string, FormFile | FormFile[]> | undefined;
  params: Record<string, any>;
  readonly route: MatchedRoute | undefined;
  /** The body as it came; undefined for a multipart form. */
  readonly rawBody: Uint8Array | undefined;
  readonly isXMLHttpRequest: boolean;
  readonly res: Response | undefined;
  /** From the route, the query or the body. */
  param(name: string, otherwise?: unknown): any;
  header(name: string): string | undefined;
  header(name: string, otherwise: string): string;
}

type Done = (error?: Error) => void;
type HeaderValue = string | number | readonly string[];

/** `response`. A path may begin with `~/`, the add-on's root. */
export interface Response extends ExpressResponse {
  readonly req: Request;
  /** Read by nobody: texts are UTF-8. */
  charset: string | undefined;
  send(body?: unknown): this;
  send(status: number, body: unknown): this;
  send(body: unknown, status: number): this;
  send(body: unknown, headers: Readonly<Record<string, HeaderValue>>, status?: number): this;
  json(body?: unknown): this;
  json(status: number, body: unknown): this;
  json(body: unknown, status: number): this;
  json(body: unknown, headers: Readonly<Record<string, HeaderValue>>, status?: number): this;
  header(field: string, value: HeaderValue): this;
  header(fields: Readonly<Record<string, HeaderValue>>): this;
  /** What was set. */
  header(field: string): any;
  /** A value for views: `locals[name]`. */
  local(name: string, value?: unknown): any;
  sendfile(path: string, options?: SendFileOptions, done?: Done): void;
  sendfile(path: string, done: Done): void;
}
