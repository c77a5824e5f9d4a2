import { Route, type Handler, type RouteOptions } from './routes';

type Register = (path: string, ...handlers: (Handler | Handler[])[]) => Server;

/** What `createOperation(url, operation, server)` registers with: the part of an Express application that has routes. */
export class Server {
  readonly #routes: Route[] = [];
  #closed = false;

  readonly all = this.#verb('');
  readonly get = this.#verb('GET');
  readonly post = this.#verb('POST');
  readonly put = this.#verb('PUT');
  readonly del = this.#verb('DELETE');
  readonly delete = this.#verb('DELETE');
  readonly patch = this.#verb('PATCH');
  readonly head = this.#verb('HEAD');
  readonly options = this.#verb('OPTIONS');

  /** Handlers for all that is below a path, or for everything. */
  use(...args: (string | Handler)[]): this {
    const [first] = args;
    const path = typeof first === 'string' ? first : '/';
    Server.add(this, '', path, typeof first === 'string' ? args.slice(1) : args, { mounted: true });
    return this;
  }

  #verb(method: string): Register {
    return (path, ...handlers) => {
      Server.add(this, method, path, handlers.flat(), {});
      return this;
    };
  }

  static add(server: Server, method: string, path: unknown, handlers: readonly unknown[], options: RouteOptions): void {
    if (server.#closed) {
      throw new Error('operations can be registered only while the add-on is loaded (expected: at the top level of the script, not in a handler)');
    }
    if (typeof path !== 'string') {
      throw new TypeError(`path: ${String(path)} (expected: a text such as '/item/:id')`);
    }
    if (handlers.length === 0 || handlers.some((each) => typeof each !== 'function')) {
      throw new TypeError(`${path}: handlers must be functions (request, response, next)`);
    }
    server.#routes.push(new Route(method, path, handlers as Handler[], options));
  }

  /** The routes, in the order of registration; from now on there are no new ones. */
  static close(server: Server): readonly Route[] {
    server.#closed = true;
    return server.#routes;
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(Server);
