import type { FilesDeclaration } from '../boundary/files';
import { here, type Place } from '../fetch/place';
import type { Request } from '../exchange/restapp-request';
import type { Response } from '../exchange/restapp-response';

export type Next = (error?: unknown) => unknown;
export type Handler = (req: Request, res: Response, next: Next) => unknown;

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly names: readonly string[];
  readonly handler: Handler;
  /** Where it was registered. */
  readonly place?: Place;
  readonly files?: FilesDeclaration;
}

function unreachable(): never {
  throw new Error('the host serves files');
}

/** What `require('router')` gives. Routes may be registered while the add-on is evaluated; the host knows no others. */
export class Router {
  readonly #routes: Route[] = [];
  readonly #middleware: Handler[] = [];
  #closed = false;

  readonly get = this.#verb('GET');
  readonly put = this.#verb('PUT');
  readonly post = this.#verb('POST');
  readonly delete = this.#verb('DELETE');
  readonly patch = this.#verb('PATCH');
  readonly options = this.#verb('OPTIONS');

  // An own member like the others: `import * as router` copies those.
  readonly use = (handler: Handler): this => {
    if (this.#closed) {
      throw new Error('router.use: middleware can be registered only while the add-on is evaluated (expected: at the top level of the script, not in a handler)');
    }
    if (typeof handler !== 'function') {
      throw new TypeError('router.use: the handler must be a function (req, res, next)');
    }
    this.#middleware.push(handler);
    return this;
  };

  /** Serves the files of a folder at `path` and below it; the host does, no handler and no middleware runs. */
  readonly files = (path: string, folder: string, options: Omit<FilesDeclaration, 'folder'> = {}): this => {
    if (this.#closed) {
      throw new Error('router.files: folders can be registered only while the add-on is evaluated (expected: at the top level of the script, not in a handler)');
    }
    if (typeof path !== 'string' || typeof folder !== 'string') {
      throw new TypeError("router.files: the path and the folder must be texts, such as router.files('/public', 'public')");
    }
    const files = { folder, maxAge: options.maxAge, hidden: options.hidden, redirect: options.redirect, fallThrough: options.fallThrough };
    this.#routes.push({ method: 'GET', path: path.startsWith('/') ? path : `/${path}`, names: [], handler: unreachable, files });
    return this;
  };

  #verb(method: string): (path: string, handler: Handler) => Router {
    return (path, handler) => {
      const call = `router.${method.toLowerCase()}`;
      if (this.#closed) {
        throw new Error(`${call}: routes can be registered only while the add-on is evaluated (expected: at the top level of the script, not in a handler)`);
      }
      if (typeof path !== 'string') {
        throw new TypeError(`${call}: the path must be a text such as '/user/:id'`);
      }
      if (typeof handler !== 'function') {
        throw new TypeError(`${call}('${path}'): the handler must be a function (req, res)`);
      }
      const full = path.startsWith('/') ? path : `/${path}`;
      const names = full.split('/').flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []));
      this.#routes.push({ method, path: full, names, handler, place: here() });
      return this;
    };
  }

  /** The routes, in the order of registration; from now on there are no new ones. Not for add-ons, so no member. */
  static close(router: Router): readonly Route[] {
    router.#closed = true;
    return router.#routes;
  }

  static middleware(router: Router): readonly Handler[] {
    return router.#middleware;
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(Router);
