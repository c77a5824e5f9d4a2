import { Route, type Handler, type RouteOptions } from './routes';
import { application } from '../express/settings';
import { warn } from './warnings';

type Register = (path: string | RegExp | readonly (string | RegExp)[], ...handlers: unknown[]) => Server;

/** What an Express application has beside, and nothing here answers to. */
const WITHOUT_EFFECT = ['address', 'close', 'dynamicHelpers', 'engine', 'error', 'helpers', 'listen', 'local', 'locals', 'on', 'once', 'param', 'register', 'render', 'router'];

/** Settings that `req` and `res` go by. */
const OF_EXPRESS = new Set(['etag', 'query parser', 'subdomain offset', 'trust proxy', 'json escape', 'json replacer', 'json spaces', 'jsonp callback name']);

/** What `createOperation(url, operation, server)`, tuners and features register with: the part of an Express application that makes sense here. */
export class Server {
  readonly #routes: Route[] = [];
  readonly #settings = new Map<string, unknown>();
  #closed = false;

  readonly all = this.#verb('');
  readonly post = this.#verb('POST');
  readonly put = this.#verb('PUT');
  readonly del = this.#verb('DELETE');
  readonly delete = this.#verb('DELETE');
  readonly patch = this.#verb('PATCH');
  readonly head = this.#verb('HEAD');
  readonly options = this.#verb('OPTIONS');
  readonly #get = this.#verb('GET');

  /** Handlers for a path; with a name alone the setting of that name. */
  get(path: string, ...handlers: (Handler | Handler[])[]): unknown {
    return handlers.length === 0 ? this.#settings.get(path) : this.#get(path, ...handlers);
  }

  /** Keeps a setting; with a name alone, gives it. */
  set(name: string, ...value: [value?: unknown]): unknown {
    if (value.length === 0) {
      return this.#settings.get(name);
    }
    this.#settings.set(name, value[0]);
    if (OF_EXPRESS.has(name)) {
      application.set(name, value[0]);
    }
    return this;
  }

  enable(name: string): unknown {
    return this.set(name, true);
  }

  disable(name: string): unknown {
    return this.set(name, false);
  }

  enabled(name: string): boolean {
    return Boolean(this.#settings.get(name));
  }

  disabled(name: string): boolean {
    return !this.enabled(name);
  }

  /** Calls a function at once, if it is for every environment, or for that of the application. */
  configure(...args: unknown[]): this {
    const tune = args.at(-1);
    if (typeof tune === 'function' && (args.length === 1 || args.slice(0, -1).includes(this.#settings.get('env')))) {
      tune.call(this);
    }
    return this;
  }

  /** Handlers for all that is below a path, or for everything: `use(path?, …handlers)`, in lists of any depth. */
  use(...args: unknown[]): this {
    const given = args.flat(Infinity);
    const paths = given.filter((each) => typeof each === 'string' || each instanceof RegExp) as (string | RegExp)[];
    const handlers = given.filter((each) => !paths.includes(each as string)).map(handlerOf);
    for (const path of paths.length === 0 ? ['/'] : paths) {
      Server.add(this, '', path, handlers, { mounted: true, middleware: true });
    }
    return this;
  }

  static {
    for (const name of WITHOUT_EFFECT) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        writable: true,
        value(this: Server): Server {
          warn(`server.${name}() has no effect here (expected: use, get, post, put, del, delete, all, set, enable and the like)`);
          return this;
        },
      });
    }
  }

  #verb(method: string): Register {
    return (path, ...handlers) => {
      for (const each of [path].flat()) {
        Server.add(this, method, each, handlers.flat(Infinity).map(handlerOf), {});
      }
      return this;
    };
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
    server.#routes.push(new Route(method, path, handlers as Handler[], options));
  }

  /** The routes, in the order of registration; from now on there are no new ones. */
  static close(server: Server): readonly Route[] {
    server.#closed = true;
    return server.#routes;
  }
}

/** Applications and routers may be objects that have a handler. */
function handlerOf(given: unknown): unknown {
  const { handle } = Object(given) as { handle?: unknown };
  return typeof given === 'function' || typeof handle !== 'function' ? given : (request: unknown, response: unknown, next: unknown): unknown => handle.call(given, request, response, next) as unknown;
}

// What the library calls on it itself stays what it is.
Object.freeze(Server);
