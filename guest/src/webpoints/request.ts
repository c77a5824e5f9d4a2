import { messageOf } from '../express/incoming';
import { ExpressRequest } from '../express/request';
import { mediaType } from '../http/headers';
import { allowReplacement, queryOf, rawBody } from '../http/incoming';
import { queryValue } from '../http/query';

/** The route that a request has come to, as far as it shows. */
export interface Matched {
  readonly path: string | RegExp;
  readonly method: string;
  /** The names of its values, in order; numbers are those of `*`. */
  readonly names: readonly (string | number)[];
  /** Its values in a path, decoded. */
  values(path: string): Record<string, unknown>;
}

/** `req`, as Express 2.5 has it. What `require('express')` gives fills `body` and `files`. */
export class Request extends ExpressRequest {
  body: unknown;
  files: Record<string, unknown> | undefined;
  #rawBody: Uint8Array | undefined;
  #route: Matched | undefined;
  #params: Record<string, unknown> | undefined;
  /** The path that it was matched with; the message's, unless middleware has written another. */
  #matched: string | undefined;
  /** What a mounted handler does not see of the path. */
  #hidden = '';
  /** Whether nothing of the path is left where it is mounted. */
  #bare = false;
  /** What the application itself does not see of it: where it is in a pool. */
  #base = 0;

  /** Path and query below the add-on's mount. */
  protected override target(): string {
    const query = queryOf(messageOf(this));
    return (messageOf(this).path.slice(this.#base + this.#hidden.length) || '/') + (query === undefined ? '' : `?${query}`);
  }

  get route(): { path: string | RegExp; method: string } | undefined {
    const route = this.#route;
    return route === undefined ? undefined : { path: route.path, method: route.method.toLowerCase() };
  }

  /** The route's values; those of `*` by number. */
  get params(): Record<string, unknown> {
    return (this.#params ??= this.#route?.values(this.#matched ?? (messageOf(this).path.slice(this.#base) || '/')) ?? ([] as unknown as Record<string, unknown>));
  }

  set params(value: Record<string, unknown>) {
    this.#params = value;
  }

  /** The body as it came, for whoever checks a signature; undefined for a multipart form, of which only the parts are there. */
  get rawBody(): Uint8Array | undefined {
    return (this.#rawBody ??= rawBody(messageOf(this)));
  }

  /** A parameter, from the route, the query or the body, in this order. */
  override param(name: string, otherwise?: unknown): unknown {
    if (this.#params !== undefined || this.#route?.names.length) {
      const value = ownValue(this.params, name);
      if (value !== undefined) {
        return value;
      }
    }
    const asked = this.hasQuery ? ownValue(this.query, name) : queryValue(queryOf(messageOf(this)), name);
    if (asked !== undefined) {
      return asked;
    }
    const { body } = this;
    const sent = typeof body === 'object' && body !== null ? ownValue(body as Record<string, unknown>, name) : undefined;
    return sent === undefined ? otherwise : sent;
  }

  override header(name: string, otherwise?: string): string | undefined {
    return this.get(name) ?? otherwise;
  }

  get isXMLHttpRequest(): boolean {
    return this.xhr;
  }

  /** The middleware of npm that reads cookies does so only where nobody has. */
  static leavesCookies(request: Request): void {
    request.cookies = undefined as unknown as Record<string, unknown>;
  }

  get baseUrl(): string {
    return Request.mount(this) + this.#hidden;
  }

  /** The request is at a route, or in a handler that is mounted at the first `hidden` characters of the path. */
  static at(request: Request, route: Matched, path: string, hidden: number): void {
    request.#route = route;
    request.#params = undefined;
    request.#matched = path;
    request.#hidden = path.slice(0, hidden);
    request.#bare = path.length === hidden;
    if (hidden > 0 && request.isRewritten) {
      const { url } = request;
      request.url = url.startsWith('/', hidden) ? url.slice(hidden) : `/${url.slice(hidden)}`;
    }
  }

  /** It leaves what is mounted: the path is whole again, also where a handler has written another. */
  static leaves(request: Request): void {
    const hidden = request.#hidden;
    if (hidden !== '') {
      request.#hidden = '';
      if (request.isRewritten) {
        // Express has put a slash before what was empty, and takes away whatever stands there.
        request.url = hidden + (request.#bare ? request.url.slice(1) : request.url);
      }
    }
  }

  /** The path below the add-on's mount, for the next route; `path` is what was asked for. */
  static wholePath(request: Request, path: string): string {
    return request.isRewritten ? request.path : path;
  }

  /** The application is below these first characters of the path. */
  static below(request: Request, base: number): void {
    request.#base = base;
  }

  /** Where the application is mounted, as the request was made. */
  static mount(request: Request): string {
    const { target, path: all } = messageOf(request);
    const path = all.slice(request.#base);
    const question = target.indexOf('?');
    const whole = question < 0 ? target : target.slice(0, question);
    return whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : whole;
  }
}

function ownValue(values: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function bare(type: string): string {
  return (type.split(';')[0] as string).trim().toLowerCase();
}

/** What `json`, `text/*` and the like mean. */
export function typeNamed(name: unknown): string {
  const text = String(name);
  return bare(mediaType(text) ?? text);
}

/** Whether a pattern with `*` means a type. */
export function matches(pattern: string, type: string): boolean {
  const [kind, sub] = pattern.split('/');
  const [ownKind, ownSub] = type.split('/');
  return (kind === '*' || kind === ownKind) && (sub === '*' || sub === undefined || sub === ownSub);
}

allowReplacement(Request.prototype);

// What the library calls on it itself stays what it is.
Object.freeze(Request);
