/** A file that another add-on has sent, of at most 16 MB. */
export interface AnsweredFile {
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  bytes(): Buffer;
  text(): string;
}

/** What another add-on has answered. */
export interface AddonAnswer {
  readonly statusCode: number;
  readonly statusMessage: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A value for JSON, a text for text, a `Buffer` for bytes, an {@link AnsweredFile} for a file; undefined for none. */
  readonly body: any;
}

export interface AddonCallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** All others are its `req.params`, as JSON. */
  readonly [name: string]: unknown;
}

/**
 * Another add-on, as it is called. The forms without `Async` wait.
 *
 * All throw an Error with a `code`: `denied` (not granted), `no_addon` (it serves no more), `depth` (more than five would wait for each other), `deadlock`.
 */
export interface Invoker {
  get(route: string, options?: AddonCallOptions): AddonAnswer;
  post(route: string, options?: AddonCallOptions): AddonAnswer;
  put(route: string, options?: AddonCallOptions): AddonAnswer;
  patch(route: string, options?: AddonCallOptions): AddonAnswer;
  delete(route: string, options?: AddonCallOptions): AddonAnswer;
  getAsync(route: string, options?: AddonCallOptions): Promise<AddonAnswer>;
  postAsync(route: string, options?: AddonCallOptions): Promise<AddonAnswer>;
  putAsync(route: string, options?: AddonCallOptions): Promise<AddonAnswer>;
  patchAsync(route: string, options?: AddonCallOptions): Promise<AddonAnswer>;
  deleteAsync(route: string, options?: AddonCallOptions): Promise<AddonAnswer>;
}

/** `require('annex/addons')`: needs the grant `addons: [name, …]`. */
export interface Addons {
  /** What calls the add-on of that name; null where there is none. */
  fromIdentifier(name: string): Invoker | null;
  /** The same by `/rest-api/<name>`. */
  fromPath(path: string): Invoker | null;
}
