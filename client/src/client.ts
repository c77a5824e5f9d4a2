/** Where and as whom a widget's backend is called. */
export interface WidgetBackendOptions {
  /** Sent as the header `tenant`; left out unless given. */
  readonly tenant?: string;
  /** The server's origin, e.g. `https://annex.example`; the page's own unless given. Another origin must be allowed by the operator (`cors`). */
  readonly base?: string;
}

/** A value of the query: an array repeats its name, null gives a bare name, undefined is left out. */
export type Param = string | number | boolean | null | undefined | readonly (string | number | boolean)[];

/** One call. */
export interface CallOptions {
  /** Appended to the query. */
  readonly params?: Readonly<Record<string, Param>>;
  /** Text is sent as `text/plain`; a form, a Blob and bytes as what they are; anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** With false the promise has the `Response`, unread; otherwise what its JSON says, its text, or the bytes (an `ArrayBuffer`) of what is neither. */
  readonly parseResponse?: boolean;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** An upload. */
export interface UploadOptions {
  readonly params?: CallOptions['params'];
  /** One file is the body itself; several go, with their names, as a form. */
  readonly files?: Blob | FormData | Readonly<Record<string, Blob | string>>;
  /** PUT unless given. */
  readonly method?: 'PUT' | 'POST' | 'PATCH';
  readonly headers?: CallOptions['headers'];
  readonly parseResponse?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The services of one widget. `name` is the service as it was registered, perhaps with more path or a query behind it. Each call rejects with a
 * {@link WidgetBackendError} when the answer is no success, or does not come.
 */
export interface WidgetBackend {
  doGet<T = unknown>(name: string, options?: Omit<CallOptions, 'body'>): Promise<T>;
  doPost<T = unknown>(name: string, options?: CallOptions): Promise<T>;
  doPut<T = unknown>(name: string, options?: CallOptions): Promise<T>;
  doDelete<T = unknown>(name: string, options?: CallOptions): Promise<T>;
  doPatch<T = unknown>(name: string, options?: CallOptions): Promise<T>;
  doUpload<T = unknown>(name: string, options: UploadOptions): Promise<T>;
  /** Gets an answer and hands it to the browser as a file. Without a name for it, that of the answer's `content-disposition`, or the service's. */
  doDownload(name: string, fileName?: string): Promise<void>;
}

/** Why a call failed. */
export class WidgetBackendError extends Error {
  /** The answer's `message`, or what a problem document says (RFC 9457), or the status in words. */
  override readonly message: string;
  /** The answer's status; 0 when none came. */
  readonly status: number;
  /** The answer's `error_code`, or `reason` of a problem document. */
  readonly code: string | undefined;

  constructor(message: string, status: number, code?: string) {
    super(message);
    this.name = 'WidgetBackendError';
    // An own field that is seen by JSON.stringify as well, as widgets expect of { message, status, code }.
    this.message = message;
    Object.defineProperty(this, 'message', { enumerable: true });
    Object.defineProperty(this, 'name', { enumerable: false });
    this.status = status;
    this.code = code;
  }

  override toString(): string {
    return this.message;
  }
}

const MOUNT = '/console/wb/';
const JSON_TYPE = 'application/json';

/** The backend of the widget with that id. */
export function getWidgetBackend(widgetId: string, { tenant, base }: WidgetBackendOptions = {}): WidgetBackend {
  const own = { 'widget-id': widgetId, ...(tenant === undefined ? {} : { tenant }) };

  const answerTo = async (url: URL, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      throw new WidgetBackendError(error instanceof Error ? error.message : String(error), 0);
    }
    if (!response.ok) {
      throw await failure(response);
    }
    return response;
  };

  const call = async <T>(method: string, name: string, options: CallOptions = {}): Promise<T> => {
    const { params = {}, body, headers = {}, parseResponse = true, signal } = options;
    const content = contentOf(body);
    const response = await answerTo(urlOf(name, params, base), {
      method,
      headers: merged(content.headers, headers, own),
      body: content.body ?? null,
      signal: signal ?? null,
    });
    return (parseResponse ? await parsed(response) : response) as T;
  };

  return {
    doGet: (name, options) => call('GET', name, options),
    doPost: (name, options) => call('POST', name, options),
    doPut: (name, options) => call('PUT', name, options),
    doDelete: (name, options) => call('DELETE', name, options),
    doPatch: (name, options) => call('PATCH', name, options),
    doUpload: (name, { files, method = 'PUT', ...options }) => call(method.toUpperCase(), name, { ...options, body: formOf(files) }),
    doDownload: async (name, fileName) => {
      const response = await answerTo(urlOf(name, {}, base), { headers: own });
      save(await response.blob(), fileName ?? nameIn(response.headers.get('content-disposition')) ?? name.replace(/[/?].*$/s, ''));
    },
  };
}

function urlOf(name: string, params: NonNullable<CallOptions['params']>, base = location.origin): URL {
  const url = new URL(MOUNT + name.replace(/^\//, ''), base);
  if (!url.pathname.startsWith(MOUNT)) {
    throw new WidgetBackendError(`name: ${name} (expected: the name of a service)`, 0);
  }
  const query = Object.entries(params).flatMap(([key, value]) => {
    if (value === undefined) {
      return [];
    }
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each) => encodeURIComponent(key) + (each === null ? '' : `=${encodeURIComponent(String(each))}`));
  });
  if (query.length > 0) {
    url.search += (url.search === '' ? '?' : '&') + query.join('&');
  }
  return url;
}

/** A body, and the header with its type; none where the browser has a better one. */
function contentOf(body: unknown): { readonly body?: BodyInit; readonly headers: Readonly<Record<string, string>> } {
  if (body === undefined || body === null) {
    return { headers: typed(JSON_TYPE) };
  }
  if (typeof body === 'string') {
    return { body, headers: typed('text/plain') };
  }
  if (body instanceof FormData || body instanceof Blob || body instanceof URLSearchParams) {
    return { body, headers: {} };
  }
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return { body: body as BodyInit, headers: typed('application/octet-stream') };
  }
  return { body: JSON.stringify(body), headers: typed(JSON_TYPE) };
}

function typed(type: string): Readonly<Record<string, string>> {
  return { 'content-type': type };
}

function formOf(files: UploadOptions['files']): Blob | FormData {
  if (files instanceof Blob || files instanceof FormData) {
    return files;
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(files ?? {})) {
    form.append(name, value);
  }
  return form;
}

/** Later ones count more, whatever the case of their names. */
function merged(...all: Readonly<Record<string, string>>[]): Headers {
  const headers = new Headers();
  for (const [name, value] of all.flatMap((each) => Object.entries(each))) {
    headers.set(name, value);
  }
  return headers;
}

const JSON_LIKE = /^(?:application|text)\/(?:[\w.-]+\+)?json\b/i;
/** What is read as text beside `text/…`; an answer that says nothing is, too. */
const TEXT_LIKE = /^(?:$|text\/|application\/(?:[\w.-]+\+)?(?:xml|javascript|ecmascript|yaml|x-www-form-urlencoded)\b)/i;

async function parsed(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  const isJson = JSON_LIKE.test(type);
  if (!isJson && !TEXT_LIKE.test(type)) {
    return response.arrayBuffer();
  }
  const text = await response.text();
  if (text === '' || !isJson) {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new WidgetBackendError(`the answer is no JSON: ${(error as Error).message}`, response.status);
  }
}

/** The error of an answer that is no success. */
async function failure(response: Response): Promise<WidgetBackendError> {
  const body = await response.json().catch(() => undefined) as unknown;
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (...names: string[]): string | undefined =>
    names.map((name) => said[name]).find((value): value is string => typeof value === 'string' && value !== '');
  const incident = text('incident');
  const message = text('message', 'detail', 'title') ?? (response.statusText || `status ${response.status}`);
  return new WidgetBackendError(message + (incident === undefined ? '' : ` (incident ${incident})`), response.status, text('error_code', 'reason'));
}

function nameIn(disposition: string | null): string | undefined {
  const extended = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition ?? '')?.[1];
  try {
    return extended === undefined ? /;\s*filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] : decodeURIComponent(extended);
  } catch {
    return undefined;
  }
}

function save(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The browser may read it after this returns.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}
