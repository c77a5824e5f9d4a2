import { Settings } from '../express/settings';
import { here } from '../fetch/place';
import { env } from '../runtime/process';
import { nextTick } from '../runtime/ticks';
import { Request } from './request';
import type { Response } from './response';
import { Route, type ErrorHandler, type Handler, type Next, type Owner, type ParameterHandler, type RouteOptions } from './routes';
import { Walk } from './walk';
import { warn } from './warnings';

/** The methods that a server has functions for, beside `get`, which reads settings too. */
const METHODS = ['post', 'put', 'delete', 'patch', 'head', 'options'] as const;

/** What an Express application has beside, and nothing here answers to. */
const WITHOUT_EFFECT = ['address', 'close', 'dynamicHelpers', 'engine', 'helpers', 'listen', 'local', 'register'];

/** What is said of a router. */
export interface RouterOptions {
  readonly mergeParams?: boolean;
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

type Path = string | RegExp | readonly (string | RegExp)[];
type Register = (path: Path, ...handlers: unknown[]) => Server;

/** Makes functions of what its constructor makes: they lead a request through their own routes. */
abstract class Leading {
  constructor(kind: object) {
    const leading = (request: Request, response: Response, next?: Next): void => {
      Server.lead(leading as unknown as Server, request, response, next);
    };
    return Object.setPrototypeOf(leading, kind) as this;
  }
}
Object.setPrototypeOf(Leading.prototype, Function.prototype);

/**
 * What `createOperation(url, operation, server)`, tuners and features register with: the part of an Express application that makes sense here. A
 * router is one without settings.
 */
export class Server extends Leading {
  readonly #routes: Route[] = [];
  /** Those of an application; a router goes by those of the application that it is in. */
  readonly #settings: Settings | undefined;
  readonly #parameters = new Map<string, ParameterHandler[]>();
  readonly #owner: Owner;
  readonly #merges: boolean;
  /** Of Express 2: hear of errors behind all that is registered otherwise. */
  readonly #errors: ErrorHandler[] = [];
  readonly #mounted: ((parent: Server) => unknown)[] = [];
  #closed = false;

  declare post: Register;
  declare put: Register;
  declare delete: Register;
  declare patch: Register;
  declare head: Register;
  declare options: Register;

  /** An application; with options a router. */
  constructor(router?: RouterOptions) {
    super(Server.prototype);
    this.#merges = router?.mergeParams === true;
    if (router === undefined) {
      const settings = new Settings();
      settings.set('env', env['NODE_ENV'] || 'production');
      Settings.show(settings, this);
      this.#settings = settings;
      Object.defineProperty(this, 'locals', { value: settings.locals, writable: true });
    }
    this.#owner = { settings: this.#settings, parameters: this.#parameters, caseSensitive: router?.caseSensitive, strict: router?.strict };
  }

  get settings(): Record<string, unknown> | undefined {
    return this.#settings?.settings;
  }

  /** Handlers for a path; with a name alone the setting of that name. */
  get(path: Path, ...handlers: unknown[]): unknown {
    return handlers.length === 0 && this.#settings !== undefined ? this.#settings.get(String(path)) : this.#verb('GET', path, handlers);
  }

  all(path: Path, ...handlers: unknown[]): this {
    return this.#verb('', path, handlers);
  }

  del(path: Path, ...handlers: unknown[]): this {
    return this.#verb('DELETE', path, handlers);
  }

  /** Keeps a setting; with a name alone, gives it. */
  set(name: string, ...value: [value?: unknown]): unknown {
    if (value.length === 0) {
      return this.#settings?.get(name);
    }
    this.#settings?.set(name, value[0]);
    return this;
  }

  enable(name: string): unknown {
    return this.set(name, true);
  }

  disable(name: string): unknown {
    return this.set(name, false);
  }

  enabled(name: string): boolean {
    return Boolean(this.#settings?.get(name));
  }

  disabled(name: string): boolean {
    return !this.enabled(name);
  }

  render(view: unknown): never {
    return (this.#settings ?? new Settings()).render(view);
  }

  /** Calls a function at once, if it is for every environment, or for that of the application. */
  configure(...args: unknown[]): this {
    const tune = args.at(-1);
    if (typeof tune === 'function' && (args.length === 1 || args.slice(0, -1).includes(this.#settings?.get('env')))) {
      tune.call(this);
    }
    return this;
  }

  /** Handlers for all that is below a path, or for everything: `use(path?, …handlers)`, in lists of any depth. */
  use(...args: unknown[]): this {
    const given = args.flat(Infinity);
    const paths = given.filter((each) => typeof each === 'string' || each instanceof RegExp) as (string | RegExp)[];
    const handlers = given.filter((each) => !paths.includes(each as string)).map(handlerOf);
    for (const each of handlers) {
      if (each instanceof Server && each.#settings !== undefined) {
        Object.assign(each, { mountpath: paths.length > 1 ? paths : (paths[0] ?? '/'), parent: this });
        for (const told of each.#mounted) {
          told.call(each, this);
        }
      }
    }
    for (const path of paths.length === 0 ? ['/'] : paths) {
      Server.add(this, '', path, handlers, { mounted: true, middleware: true });
    }
    return this;
  }

  /** `route(path)` has a function for each method, and gives itself. */
  route(path: Path): Record<string, (...handlers: unknown[]) => unknown> {
    const route: Record<string, (...handlers: unknown[]) => unknown> = {};
    const group = {};
    for (const name of ['all', 'get', ...METHODS]) {
      route[name] = (...handlers) => {
        this.#verb(name === 'all' ? '' : name.toUpperCase(), path, handlers, { group });
        return route;
      };
    }
    return route;
  }

  /** Hears of the value of a parameter, of which there may be several, before the handlers: `param(name, (request, response, next, value, name) => …)`. */
  param(name: string | readonly string[], handler: ParameterHandler): this {
    if (typeof handler !== 'function') {
      throw new TypeError(`param ${String(name)}: ${String(handler)} (expected: a function (request, response, next, value, name))`);
    }
    for (const each of [name].flat()) {
      const bare = String(each).replace(/^:/, '');
      this.#parameters.set(bare, [...(this.#parameters.get(bare) ?? []), handler]);
    }
    return this;
  }

  /** Tells that it is mounted in another: the one event that there is. */
  on(event: string, listener: (parent: Server) => unknown): this {
    if (event === 'mount') {
      this.#mounted.push(listener);
    } else {
      warn(`server.on: ${event.slice(0, 40)}: there is no such event here (expected: mount)`);
    }
    return this;
  }

  once(event: string, listener: (parent: Server) => unknown): this {
    return this.on(event, listener);
  }

  /** Where an application is mounted in others. */
  path(): string {
    const { parent, mountpath } = this as { parent?: Server; mountpath?: unknown };
    return parent === undefined ? '' : parent.path() + String(mountpath);
  }

  /** Of Express 2: hears of errors behind all routes. */
  error(handler: ErrorHandler): this {
    this.#errors.push((error, request, response, next) => handler(error, request, response, next));
    return this;
  }

  /** Of Express 2 and 3: where routes stand among middleware; here they stand where they were registered. */
  get router(): Handler {
    return (_request, _response, next) => {
      next();
    };
  }

  static {
    const { prototype } = this;
    for (const name of METHODS) {
      const method = name.toUpperCase();
      Object.defineProperty(prototype, name, {
        configurable: true,
        writable: true,
        value(this: Server, path: Path, ...handlers: unknown[]): Server {
          return this.#verb(method, path, handlers);
        },
      });
    }
    for (const name of WITHOUT_EFFECT) {
      Object.defineProperty(prototype, name, {
        configurable: true,
        writable: true,
        value(this: Server): Server {
          warn(`server.${name}() has no effect here (expected: use, get, post, put, del, delete, all, set, enable and the like)`);
          return this;
        },
      });
    }
  }

  #verb(method: string, path: Path, handlers: readonly unknown[], options: RouteOptions = {}): this {
    for (const each of [path].flat()) {
      Server.add(this, method, each, handlers.flat(Infinity).map(handlerOf), options);
    }
    return this;
  }

  /** Registers with a server, or with what has the methods of one. */
  static add(server: unknown, method: string, path: unknown, handlers: readonly unknown[], options: RouteOptions): void {
    if (!(server instanceof Server)) {
      const name = options.mounted === true ? 'use' : method === '' ? 'all' : method.toLowerCase();
      const register = (Object(server) as Record<string, unknown>)[name];
      if (typeof register !== 'function') {
        throw new TypeError(`exportTo: server.${name}: ${String(register)} (expected: an Express application)`);
      }
      register.call(server, path, ...handlers);
      return;
    }
    if (server.#closed) {
      throw new Error('operations can be registered only while the add-on is loaded (expected: at the top level of the script, not in a handler)');
    }
    if (typeof path !== 'string' && !(path instanceof RegExp)) {
      throw new TypeError(`path: ${String(path)} (expected: a text such as '/item/:id')`);
    }
    if (handlers.length === 0 || handlers.some((each) => typeof each !== 'function')) {
      throw new TypeError(`${String(path)}: handlers must be functions (request, response, next)`);
    }
    server.#routes.push(new Route(method, path, handlers as Handler[], { ...options, place: here() }, server.#owner));
  }

  /** The routes, in the order of registration; from now on there are no new ones. */
  static close(server: Server): readonly Route[] {
    if (!server.#closed && server.#errors.length > 0) {
      Server.add(server, '', '/', server.#errors, { mounted: true });
    }
    server.#closed = true;
    return server.#routes;
  }

  /** Leads a request through what a router has; without `next` to the end. */
  static lead(server: Server, request: Request, response: Response, next?: Next): void {
    const position = Request.enter(request, server.#merges);
    const leave = (error: unknown): void => {
      Request.back(request, position);
      next?.(error);
    };
    new Walk(server.#routes, request, response, '', next === undefined ? undefined : leave).begin(undefined);
  }

  /** Tells an application that it listens, as Node does. */
  static listens(args: readonly unknown[]): void {
    const told = args.find((each) => typeof each === 'function') as (() => void) | undefined;
    if (told !== undefined) {
      nextTick(told);
    }
  }
}

/** Applications and routers may be objects that have a handler. */
function handlerOf(given: unknown): unknown {
  const { handle } = Object(given) as { handle?: unknown };
  return typeof given === 'function' || typeof handle !== 'function' ? given : (request: unknown, response: unknown, next: unknown): unknown => handle.call(given, request, response, next) as unknown;
}

// What the library calls on it itself stays what it is.
Object.freeze(Server);
