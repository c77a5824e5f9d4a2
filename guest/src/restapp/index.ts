import { run, type Exchange } from '../boundary/exchanges';
import { stringify } from '../boundary/primordials';
import { RequestMessage } from '../boundary/request';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { mapped } from '../modules/stack';
import { isThenable, whenSettled } from '../runtime/thenables';
import type { LoadedProgram, Program } from '../styles';
import { platform } from './platform';
import { Request } from './request';
import { Response } from './response';
import { Router, type Handler } from './router';

/** The restapp style: evaluates `index.js`, which registers routes, and runs their chains. */
export function restapp(program: Program): LoadedProgram {
  const router = new Router();
  const { requirePrivileged } = program.params as { requirePrivileged?: boolean };
  new Loader({ files: own, provided: platform(router, requirePrivileged === true), strict: true, browsers: false }).entry(program.entry);
  const routes = Router.close(router);
  const middleware = Router.middleware(router);
  return {
    endpoints: routes.map(({ method, path, files }) => ({ method, path, body: 'text', files })),
    warnings: [],
    exchange(text, body) {
      const message = new RequestMessage(text, body);
      const route = routes[message.endpoint];
      if (route === undefined) {
        throw new Error(`There is no endpoint ${message.endpoint}`);
      }
      const req = new Request(message, route.names);
      const res = new Response(message.number, req);
      return run(new RestExchange(message.number, res), () => {
        if (message.bodyKind === 't') {
          try {
            Request.checkBody(req);
          } catch (error) {
            refuse(res, error as Error);
            return;
          }
        }
        new Chain(middleware, route.handler, req, res).run();
      });
    },
  };
}

class RestExchange implements Exchange {
  constructor(
    readonly number: number,
    private readonly res: Response,
  ) {}

  abandoned(): void {
    Response.abandon(this.res);
  }
}

function refuse(res: Response, error: Error): void {
  const detail = `The body is not JSON: ${error.message}`;
  res.status(400).set('Content-Type', 'application/problem+json').send(stringify({ title: 'Bad request', status: 400, detail }));
}

/**
 * Runs the middleware, one after the other, and the route's handler. The chain has ended when it has returned and every promise that one
 * of them returned has settled, also where a middleware called `next()` and did not wait for it.
 */
class Chain {
  /** The chain itself and the promises that have not settled. */
  #waiting = 1;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly middleware: readonly Handler[],
    private readonly handler: Handler,
    private readonly req: Request,
    private readonly res: Response,
  ) {}

  run(): void {
    try {
      this.#step(0);
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#settled();
  }

  #step(index: number): unknown {
    const next = (error?: unknown): unknown => {
      if (error === undefined || error === null) {
        return this.#step(index + 1);
      }
      this.#failure ??= { error };
      if (this.#waiting === 0) {
        this.#end();
      }
      return undefined;
    };
    const { middleware } = this;
    const result = (index < middleware.length ? (middleware[index] as Handler) : this.handler)(this.req, this.res, next);
    if (isThenable(result)) {
      this.#waiting++;
      whenSettled(
        result,
        () => {
          this.#settled();
        },
        (error: unknown) => {
          this.#failure ??= { error };
          this.#settled();
        },
      );
    }
    return result;
  }

  #settled(): void {
    this.#waiting--;
    if (this.#waiting === 0) {
      this.#end();
    }
  }

  #end(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) {
      Response.fail(this.res, mapped(failure.error));
      return;
    }
    try {
      Response.complete(this.res);
    } catch (error) {
      Response.fail(this.res, mapped(error));
    }
  }
}
