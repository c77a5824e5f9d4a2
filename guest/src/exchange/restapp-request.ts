import type { Exchange } from '../boundary/exchanges';
import { parse } from '../host/primordials';
import type { RequestMessage } from '../boundary/request';
import { append, checkForm, define, fill, parseFields, type Fields } from '../http/fields';
import { parseForm, UploadedFile, type Form } from '../http/forms';
import { cookies } from '../http/headers';
import { allowReplacement, headersOf, hostnameOf, queryOf, rawBody } from '../http/incoming';
import type { AbortSignal } from '../runtime/abort';
import { Session } from '../session/session';

/** `req`. Everything is read from the message when it is asked for. */
export class Request {
  // What handlers add to a request (req.user = …) are own properties; these are not, so that they do not stand in its way.
  readonly #message: RequestMessage;
  readonly #names: readonly string[];
  #headers: Record<string, string> | undefined;
  #query: Fields | undefined;
  #body: unknown;
  #bodyRead = false;
  #rawBody: Uint8Array | undefined;
  #params: Fields | undefined;
  #cookies: Record<string, string> | undefined;
  #form: Form | undefined;
  #files: Record<string, UploadedFile | UploadedFile[]> | undefined;
  #session: Session | undefined;
  #answered = false;
  #begun = false;
  #exchange: Exchange | undefined;

  constructor(message: RequestMessage, names: readonly string[]) {
    this.#message = message;
    this.#names = names;
  }

  get method(): string {
    return this.#message.method;
  }

  get originalUrl(): string {
    return this.#message.target;
  }

  get uri(): string {
    const { target } = this.#message;
    const question = target.indexOf('?');
    return question < 0 ? target : target.slice(0, question);
  }

  get path(): string {
    return this.#message.path;
  }

  get protocol(): string {
    return this.#message.scheme;
  }

  get secure(): boolean {
    return this.#message.scheme === 'https';
  }

  get hostname(): string {
    return hostnameOf(this.#message);
  }

  get ip(): string {
    return this.#message.remote;
  }

  get xhr(): boolean {
    return this.header('x-requested-with')?.toLowerCase() === 'xmlhttprequest';
  }

  get serverside(): boolean {
    return this.#message.inner;
  }

  get headers(): Record<string, string> {
    return (this.#headers ??= headersOf(this.#message));
  }

  header(name: string): string | null {
    const { headers } = this;
    const key = String(name).toLowerCase();
    return Object.hasOwn(headers, key) ? (headers[key] as string) : null;
  }

  get(name: string): string | undefined {
    return this.header(name) ?? undefined;
  }

  get cookies(): Record<string, string> {
    return (this.#cookies ??= cookies(this.headers['cookie']));
  }

  get query(): Fields {
    return (this.#query ??= parseFields(queryOf(this.#message) ?? ''));
  }

  /** The body: an object for JSON and forms, text for text, bytes for what else, undefined for none. */
  get body(): unknown {
    if (!this.#bodyRead) {
      this.#body = this.#readBody();
      this.#bodyRead = true;
    }
    return this.#body;
  }

  /** The body as it came, for whoever checks a signature; undefined for a multipart form, of which only the parts are there. */
  get rawBody(): Uint8Array | undefined {
    return (this.#rawBody ??= rawBody(this.#message));
  }

  #readBody(): unknown {
    const form = this.#readForm();
    if (form !== undefined) {
      const fields: Fields = {};
      for (const [name, value] of form.fields) {
        append(fields, name, value);
      }
      return fields;
    }
    if (this.#message.bodyKind === 'b') {
      return new Uint8Array(this.#message.body ?? new ArrayBuffer(0));
    }
    if (this.#message.bodyKind !== 't') {
      return undefined;
    }
    const text = this.#message.bodyText;
    if (this.#isJson) {
      return text.trim() === '' ? undefined : parse(text);
    }
    return this.#isForm ? parseFields(text) : text;
  }

  get params(): Fields {
    if (this.#params === undefined) {
      const params: Fields = {};
      if (this.#names.length > 0) {
        const values = this.#message.routeValues.split('/');
        for (let i = 0; i < this.#names.length; i++) {
          define(params, this.#names[i] as string, decodeURIComponent(values[i] as string));
        }
      }
      fill(params, this.query);
      if (this.#message.bodyKind === 't' || this.#message.form !== '') {
        const { body } = this;
        if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
          fill(params, body as Fields);
        }
      }
      this.#params = params;
    }
    return this.#params;
  }

  get files(): Record<string, UploadedFile | UploadedFile[]> {
    if (this.#files === undefined) {
      const files: Record<string, UploadedFile | UploadedFile[]> = {};
      for (const { field, name, contentType, size, token } of this.#readForm()?.files ?? []) {
        const file = new UploadedFile(this.#message.number, token, name, contentType, size);
        const had = Object.hasOwn(files, field) ? files[field] : undefined;
        define(files, field, had === undefined ? file : Array.isArray(had) ? [...had, file] : [had, file]);
      }
      this.#files = files;
    }
    return this.#files;
  }

  file(field: string): UploadedFile | undefined {
    const file = Object.hasOwn(this.files, field) ? this.files[field] : undefined;
    return Array.isArray(file) ? file[0] : file;
  }

  #readForm(): Form | undefined {
    if (this.#form === undefined && this.#message.form !== '') {
      this.#form = parseForm(this.#message.form);
    }
    return this.#form;
  }

  get session(): Record<string, unknown> {
    return this.#openSession().attributes;
  }

  set session(attributes: unknown) {
    this.#openSession().replace(attributes);
  }

  invalidateSession(): void {
    this.#openSession().invalidate();
  }

  updateSession(): Record<string, unknown> {
    const session = this.#openSession();
    session.update();
    return session.attributes;
  }

  #openSession(): Session {
    if (this.#session === undefined) {
      this.#session = new Session(this.#message.number);
      if (this.#answered) {
        this.#session.close(this.#begun);
      }
    }
    return this.#session;
  }

  /** Aborted when the client has gone, or waits no longer. */
  get signal(): AbortSignal {
    return Request.exchange(this).signal;
  }

  get #contentType(): string {
    return (this.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  }

  get #isForm(): boolean {
    return this.#contentType === 'application/x-www-form-urlencoded';
  }

  get #isJson(): boolean {
    const type = this.#contentType;
    return type === 'application/json' || type.endsWith('+json');
  }

  toJSON(): Record<string, unknown> {
    return { method: this.method, uri: this.uri, path: this.path, params: this.params, ...(this as object) };
  }

  /** Who asks, as JSON; empty where nobody is known. No member: `req.user` is the add-on's own. */
  static user(request: Request): string {
    return request.#message.user;
  }

  static belongsTo(request: Request, exchange: Exchange): void {
    request.#exchange = exchange;
  }

  static exchange(request: Request): Exchange {
    return request.#exchange as Exchange;
  }

  /** Reads a JSON body now, so that one which cannot be parsed is answered before the handlers run; throws V8's SyntaxError, and TooManyFields. */
  static checkBody(request: Request): void {
    if (request.#message.bodyKind !== 't') {
      return;
    }
    if (request.#isJson) {
      void request.body;
    } else if (request.#isForm) {
      checkForm(request.#message.bodyText);
    }
  }

  static sessionOutcome(request: Request): string {
    return request.#session === undefined ? '' : request.#session.outcome();
  }

  /** The same, before the answer begins to leave: what is set from now on throws. */
  static beginsAnswer(request: Request): string {
    const outcome = Request.closeSession(request);
    request.#begun = true;
    request.#session?.close(true);
    return outcome;
  }

  /** The same, for the last time: what is set from now on is lost, and the log says so. */
  static closeSession(request: Request): string {
    request.#answered = true;
    const session = request.#session;
    if (session === undefined) {
      return '';
    }
    session.close();
    return session.outcome();
  }
}

allowReplacement(Request.prototype);

// What the library calls on it itself stays what it is.
Object.freeze(Request);
