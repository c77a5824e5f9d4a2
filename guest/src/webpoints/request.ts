import { messageOf } from '../express/incoming';
import { ExpressRequest } from '../express/request';
import type { Settings } from '../express/settings';
import { define } from '../http/fields';
import { mediaType } from '../http/headers';
import { allowReplacement, queryOf, rawBody } from '../http/incoming';
import { queryValue } from '../http/query';

/** The route that a request has come to, as far as it shows. */
export interface Matched {
  readonly path: string | RegExp;
  readonly method: string;
  readonly handlers: readonly unknown[];
  /** What it is registered with. */
  readonly owner: { readonly settings?: Settings | undefined };
  /** The names of its values, in order; numbers are those of `*`. */
  readonly names: readonly (string | number)[];
  /** Its values in a path, decoded. */
  values(path: string): Record<string, unknown>;
}

type Values = Record<string, unknown>;

/** Where a request was when a router was led to it. */
export interface Position {
  readonly route: Matched | undefined;
  readonly params: Values | undefined;
  readonly above: Values | undefined;
  readonly matched: string | undefined;
  readonly hidden: string;
  readonly bare: boolean;
  readonly prefix: string;
  readonly next: unknown;
  readonly settings: Settings;
}

/** `req`, as Express has it. What `require('express')` gives fills `body` and `files`. */
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
  /** What the handlers of a router do not see of it, because the router itself does not. */
  #prefix = '';
  /** The values of the routes above, where a router takes them over. */
  #above: Values | undefined;
  /** Whether nothing of the path is left where it is mounted. */
  #bare = false;
  /** What the application itself does not see of it: where it is in a pool. */
  #base = 0;

  /** Path and query below the add-on's mount. */
  protected override target(): string {
    const query = queryOf(messageOf(this));
    return (messageOf(this).path.slice(this.#base + this.#hidden.length) || '/') + (query === undefined ? '' : `?${query}`);
  }

  /** As Express 4 shows it; `method` is of earlier releases. */
  get route(): object | undefined {
    const route = this.#route;
    if (route === undefined) {
      return undefined;
    }
    const { path, handlers } = route;
    const method = route.method.toLowerCase();
    const stack = handlers.map((handle) => ({ name: (handle as { name: string }).name, handle, method: method || undefined }));
    return Object.defineProperty({ path, stack, methods: { [method || '_all']: true } }, 'method', { value: method });
  }

  /** The route's values; those of `*` by number. */
  get params(): Record<string, unknown> {
    return (this.#params ??= merged(this.#route?.values(this.#matched ?? (messageOf(this).path.slice(this.#base) || '/')) ?? {}, this.#above));
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
    if (this.#params !== undefined || this.#above !== undefined || this.#route?.names.length) {
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
    if (!request.hasCookies) {
      request.cookies = undefined as unknown as Values;
    }
  }

  get baseUrl(): string {
    return Request.mount(this) + this.#prefix + this.#hidden;
  }

  /** A router is led to it: what that is mounted at is its base. */
  static enter(request: Request, merge: boolean): Position {
    const position: Position = {
      route: request.#route,
      params: request.#params,
      above: request.#above,
      matched: request.#matched,
      hidden: request.#hidden,
      bare: request.#bare,
      prefix: request.#prefix,
      next: request.next,
      settings: Request.settings(request),
    };
    request.#above = merge ? request.params : undefined;
    const { url } = request;
    request.url = url;
    request.#prefix += request.#hidden;
    request.#hidden = '';
    return position;
  }

  /** The router has passed it on. */
  static back(request: Request, place: Position): void {
    request.#route = place.route;
    request.#params = place.params;
    request.#above = place.above;
    request.#matched = place.matched;
    request.#hidden = place.hidden;
    request.#bare = place.bare;
    request.#prefix = place.prefix;
    request.next = place.next;
    Request.goBy(request, place.settings);
  }

  /** The request is at a route, or in a handler that is mounted at the first `hidden` characters of the path. */
  static at(request: Request, route: Matched, path: string, hidden: number): void {
    const { settings } = route.owner;
    if (settings !== undefined) {
      Request.goBy(request, settings);
    }
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

/** A router's own values, beside those above it; of unnamed ones, which are numbered, those above come first. */
function merged(values: Values, above: Values | undefined): Values {
  if (above === undefined) {
    return values;
  }
  const numbered = Object.keys(above).filter((name) => /^\d+$/.test(name)).length;
  const all: Values = { ...above };
  for (const [name, value] of Object.entries(values)) {
    define(all, /^\d+$/.test(name) ? String(Number(name) + numbered) : name, value);
  }
  return all;
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
