import pathToRegexp from 'path-to-regexp';
import type { FilesDeclaration } from '../boundary/files';
import type { Settings } from '../express/settings';
import type { Place } from '../fetch/place';
import { define } from '../http/fields';
import type { EndpointDeclaration, OperationDescription } from '../boundary/program';
import type { Request } from './request';
import type { Response } from './response';

export type Next = (error?: unknown) => void;
export type Handler = (request: Request, response: Response, next: Next) => unknown;
/** Hears of what others have thrown, or passed on. */
export type ErrorHandler = (error: unknown, request: Request, response: Response, next: Next) => unknown;

/** Handlers of the platform that take a body as the host hands it over: with its parts where it is a form with files. */
const takingParts = new WeakSet<object>();

/** Marks a handler as one of these. */
export function takesParts<H extends object>(handler: H): H {
  takingParts.add(handler);
  return handler;
}

/** The methods of a route that names none. `HEAD` is answered by those of `GET`, and the host answers `OPTIONS`. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
/** A segment of a path that the host can compare by itself. */
export const LITERAL = /^[^:*?+()[\]{}|\\^$]+$/;
const VALUE = /^:\w+$/;
const OPTIONAL = /^:\w+\?$/;

/** Hears of the value of a parameter before the handlers: `app.param(name, …)`. */
export type ParameterHandler = (request: Request, response: Response, next: Next, value: unknown, name: string) => unknown;

/** The application or router that a route is registered with. */
export interface Owner {
  /** An application's. */
  readonly settings?: Settings | undefined;
  readonly parameters: ReadonlyMap<string, readonly ParameterHandler[]>;
  readonly caseSensitive?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

/** Handlers that fill `req.cookies` by themselves, and only where nobody has: a parser of npm, whatever a bundler has called it. */
const parsingCookies = new WeakSet<object>();

function noteCookieParser(handler: object): void {
  const source = Function.prototype.toString.call(handler);
  if (/\.cookies\s*=[^=]/.test(source) && /\.signedCookies\s*=[^=]/.test(source)) {
    parsingCookies.add(handler);
  }
}

interface Key {
  readonly name: string | number;
}

/** What a route is beside its path and handlers. */
export interface RouteOptions {
  /** Whether it answers all that is below its path too, and handlers do not see that path. */
  readonly mounted?: boolean;
  /** Whether it was given to `use`: what no route answers is then the application's to answer. */
  readonly middleware?: boolean;
  readonly operation?: OperationDescription | undefined;
  /** Whether it answers whatever it is asked: none of its handlers passes a request on. */
  readonly final?: boolean;
  /** Where it was registered. */
  readonly place?: Place;
  /** What the host answers before the handlers; these do the same where another route has passed a request on. */
  readonly files?: FilesDeclaration;
  /** The same for those that are one route of Express, by `route(path)`. */
  readonly group?: object;
}

/** A path in the syntax of Express, a method, and what runs there. */
export class Route {
  /** The names of its values, in order; numbers are those of `*`. */
  readonly names: readonly (string | number)[];
  readonly #expression: RegExp;
  /** The paths by which the host knows it. */
  readonly #templates: readonly string[];
  /** Whether what the host finds by them is always this route's. */
  readonly exact: boolean;
  readonly #parsesCookies: boolean;

  constructor(
    /** Upper case, or empty for all. */
    readonly method: string,
    readonly path: string | RegExp,
    readonly handlers: readonly (Handler | ErrorHandler)[],
    private readonly options: RouteOptions,
    readonly owner: Owner,
  ) {
    const mounted = options.mounted === true;
    const keys: Key[] = [];
    const full = typeof path !== 'string' ? '/*' : path.startsWith('/') || path.startsWith('*') ? path : `/${path}`;
    this.#expression = pathToRegexp(typeof path !== 'string' ? path : mounted ? full.replace(/\/+$/, '') || '/' : full, keys, { end: !mounted, sensitive: owner.caseSensitive === true, strict: !mounted && owner.strict === true });
    this.names = keys.map(({ name }) => name);
    const known = templatesOf(full.replace(/\/$/, ''), mounted, options.files !== undefined);
    this.#templates = known.templates;
    this.exact = known.exact;
    for (const handler of handlers) {
      noteCookieParser(handler);
    }
    this.#parsesCookies = handlers.some((each) => parsingCookies.has(each));
  }

  /** Whether a handler of it reads the cookies where they are not there. */
  parsesCookies(handler: object): boolean {
    return this.#parsesCookies && parsingCookies.has(handler);
  }

  /** Whether somebody hears of its parameters. */
  get isHeard(): boolean {
    return this.names.length > 0 && this.owner.parameters.size > 0;
  }

  get mounted(): boolean {
    return this.options.mounted === true;
  }

  get isMiddleware(): boolean {
    return this.options.middleware === true;
  }

  /** Where in the author's source it was registered. */
  get place(): Place | undefined {
    return this.options.place;
  }

  /** The paths and methods that it answers in any case; none where it may pass them on. */
  get final(): { readonly method: string; readonly path: string }[] {
    if (this.options.final !== true || !this.exact) {
      return [];
    }
    const methods = this.method === '' ? METHODS : [this.method];
    return this.#templates.flatMap((path) => methods.map((method) => ({ method, path: path.replace(/\/[^:/][^/]*/g, (literal) => literal.toLowerCase()) })));
  }

  answers(method: string): boolean {
    return this.method === '' || this.method === method || (method === 'HEAD' && this.method === 'GET');
  }

  /** What is the same for routes that are one of Express's. */
  get group(): object {
    return this.options.group ?? this;
  }

  /** Where a path below the mount is this route's: the part of it that the route itself is; undefined where it is not. */
  match(path: string): string | undefined {
    return this.#expression.exec(path)?.[0];
  }

  /** Its values in a path, decoded. */
  values(path: string): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    // The host has compared segments decoded: then a letter of the route's own may be encoded. What would change the path's segments, or be
    // decoded twice, stays as it is.
    const match = this.#expression.exec(path) ?? this.#expression.exec(decodeURIComponent(path.replace(/%(25|2f|5c)/gi, '%25$1')));
    this.names.forEach((name, i) => {
      const value = match?.[i + 1];
      if (value !== undefined) {
        define(values, String(name), decodeURIComponent(value));
      }
    });
    return values;
  }

  /** What the host has to know. */
  declarations(): EndpointDeclaration[] {
    const { operation, files } = this.options;
    // What is mounted sees the questions of other sites' pages too, before any other.
    const methods = this.method !== '' ? [this.method] : this.isMiddleware ? [...METHODS, 'OPTIONS'] : METHODS;
    const body = this.handlers.some((each) => takingParts.has(each)) ? 'text' : 'bytes';
    const more = { ...(operation === undefined ? {} : { operation }), ...(files === undefined ? {} : { files }) };
    return this.#templates.flatMap((path) => methods.map((method) => ({ method, path, body, reach: 'express', ...more })));
  }
}

/** What an application with middleware answers beside its routes: whatever there is below its mount, by its router. */
export function unknownPaths(routes: readonly Route[]): EndpointDeclaration[] {
  const middleware = routes.some((route) => route.isMiddleware);
  return middleware ? [...METHODS, 'OPTIONS'].map((method) => ({ method, path: '/*', body: 'bytes', reach: 'express' })) : [];
}

/**
 * The templates of a path. Literal segments and values are the host's; an optional last value makes two of it. From the first segment on that is
 * anything else, the host takes all that is below, and the route looks itself.
 */
function templatesOf(path: string, mounted: boolean, files: boolean): { readonly templates: readonly string[]; readonly exact: boolean } {
  const segments = path === '' ? [] : path.slice(1).split('/');
  const simple: string[] = [];
  for (const [i, segment] of segments.entries()) {
    if (OPTIONAL.test(segment) && i === segments.length - 1 && !mounted) {
      return { templates: [`/${simple.join('/')}`, `/${[...simple, segment.slice(0, -1)].join('/')}`], exact: true };
    }
    if (!LITERAL.test(segment) && !VALUE.test(segment)) {
      return { templates: [`/${[...simple, '*'].join('/')}`], exact: false };
    }
    simple.push(segment);
  }
  return { templates: [`/${[...simple, ...(mounted && !files ? ['*'] : [])].join('/')}`], exact: !mounted };
}
