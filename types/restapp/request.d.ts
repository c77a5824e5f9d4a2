import type { UploadedFile } from '../services/uploads';

/**
 * What a visitor keeps, of this add-on alone: what JSON can hold, at most `limits.session` characters of it. It is saved with the answer, where it has changed.
 * Declare its attributes: `declare module '@annex/types/restapp' { interface Session { visits: number } }`.
 */
export interface Session {
  [attribute: string]: any;
}

/** `req`. What middleware adds to it (`req.user = …`) is declared as in `declare module '@annex/types/restapp' { interface Request { user: User } }`. */
export interface Request {
  readonly method: string;
  /** The path below the add-on's mount. */
  readonly path: string;
  /** The path as it was asked for, without the query. */
  readonly uri: string;
  /** Path and query as they were asked for. */
  readonly originalUrl: string;
  readonly protocol: string;
  readonly secure: boolean;
  readonly hostname: string;
  /** The client's address; behind a proxy that the operator trusts, the one that it names. */
  readonly ip: string;
  /** Whether the request says that it is a page's script's. */
  readonly xhr: boolean;
  /** Whether another add-on calls. */
  readonly serverside: boolean;
  /** By their names in lower case. */
  readonly headers: Record<string, string>;
  readonly cookies: Record<string, string>;
  /** Of a repeated name an array. */
  readonly query: Record<string, any>;
  /** Route parameters, then the query, then the fields of a form or the keys of a JSON object: the earlier wins. Of a repeated name an array. */
  readonly params: Record<string, any>;
  /** An object for JSON and forms, a text for text, a `Uint8Array` for all else, undefined for none. */
  readonly body: any;
  /** The body as it came; undefined for a multipart form. */
  readonly rawBody: Uint8Array | undefined;
  /** Uploads by their fields; several of one field are an array. */
  readonly files: Record<string, UploadedFile | UploadedFile[]>;
  session: Session;
  /** Aborted when the client has gone, or the time of the request is over. */
  readonly signal: AbortSignal;
  /** In any case; null where there is none. */
  header(name: string): string | null;
  /** In any case; undefined where there is none. */
  get(name: string): string | undefined;
  /** The first upload of a field. */
  file(field: string): UploadedFile | undefined;
  /** Ends the session; what is set after it begins another one, with another id. */
  invalidateSession(): void;
  /** Reads the session again from the store. */
  updateSession(): Session;
  toJSON(): Record<string, unknown>;
}
