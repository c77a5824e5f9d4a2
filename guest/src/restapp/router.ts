import type { FilesDeclaration } from '../boundary/files';
import { here, type Place } from '../fetch/place';
import { settings } from '../host/host';
import { kindOf } from '../log/kind';
import { callerPosition } from '../log/stack';
import { Shadows } from '../http/shadows';
import { flawOf } from './flaws';
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

/** What is said of a route when all are there. */
interface Flaw {
  readonly place: Place;
  readonly said: string;
}

/** What was given for a handler, for its author. */
function butIs(given: unknown): string {
  return given === undefined || given === null
    ? `and is ${String(given)} (a function is passed by its name; with parentheses it is called, and what it returns is passed)`
    : `and is ${kindOf(given)}`;
}

function unreachable(): never {
  throw new Error('the host serves files');
}

/** What `require('router')` gives. Routes may be registered while the add-on is evaluated; the host knows no others. */
export class Router {
  readonly #routes: Route[] = [];
  readonly #middleware: Handler[] = [];
  readonly #flaws: Flaw[] = [];
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
      throw new TypeError(
        typeof handler === 'string'
          ? `router.use('${handler as string}', …): middleware runs before every route (expected: router.use((req, res, next) => …), which looks at req.path)`
          : `router.use: the handler must be a function (req, res, next), ${butIs(handler)}`,
      );
    }
    if (handler.length > 3) {
      throw new TypeError(
        'router.use: there is no middleware for errors, with four parameters, as Express has it (expected: (req, res, next) => { try { return next(); } catch (error) { … } }, or async with await next())',
      );
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

  #verb(method: string): (path: string, handler: Handler, ...more: unknown[]) => Router {
    return (path, handler, ...more: unknown[]) => {
      const call = `router.${method.toLowerCase()}`;
      if (this.#closed) {
        throw new Error(`${call}: routes can be registered only while the add-on is evaluated (expected: at the top level of the script, not in a handler)`);
      }
      if (typeof path !== 'string') {
        throw new TypeError(`${call}: the path must be a text such as '/user/:id'`);
      }
      if (typeof handler !== 'function') {
        throw new TypeError(`${call}('${path}'): the handler must be a function (req, res), ${butIs(handler)}`);
      }
      if (more.length > 0) {
        this.#flaws.push({ place: here(), said: `${call}('${path}'): a route has one handler, and what follows it is not called (expected: router.use for what runs before all routes)` });
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

  /** What is wrong with the routes, for their author. To find out where each stands takes time, so it is only asked of those. */
  static warnings(router: Router): string[] {
    const shadows = new Shadows<Route>();
    const mount = `/rest-api/${settings.addon}`;
    const flaws = [...router.#flaws];
    for (const route of router.#routes) {
      const { method, path, place, files } = route;
      if (place === undefined || files !== undefined) {
        continue;
      }
      const call = `router.${method.toLowerCase()}('${path}')`;
      const flaw = flawOf(path, mount);
      const before = shadows.add(method, path, route);
      if (flaw !== undefined) {
        flaws.push({ place, said: `${call}: ${flaw}` });
      } else if (before !== undefined) {
        const where = callerPosition(before.place);
        const instead = before.path === path ? `expected: one handler for each route` : `expected: move it before that one, as the first that matches answers`;
        flaws.push({ place, said: `${call} never answers: ${before.method} ${before.path} at ${where} does (${instead})` });
      }
    }
    return flaws.map(({ place, said }) => `${callerPosition(place)}: ${said}`);
  }

  static middleware(router: Router): readonly Handler[] {
    return router.#middleware;
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(Router);
