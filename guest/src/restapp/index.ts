import { Exchange, run } from '../boundary/exchanges';
import { log } from '../boundary/log';
import { stringify } from '../boundary/primordials';
import { RequestMessage } from '../boundary/request';
import { TooManyFields } from '../http/fields';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { callerPosition, mapped } from '../modules/stack';
import { isThenable, whenSettled } from '../runtime/thenables';
import type { LoadedProgram, Program } from '../styles';
import { platform } from './platform';
import { Request } from './request';
import { Response } from './response';
import { Router, type Handler, type Route } from './router';

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
      const exchange = new RestExchange(message.number, res);
      Request.belongsTo(req, exchange);
      return run(exchange, () => {
        if (message.bodyKind === 't') {
          try {
            Request.checkBody(req);
          } catch (error) {
            refuse(res, error as Error);
            return;
          }
        }
        new Chain(middleware, route, req, res, exchange).run();
      });
    },
  };
}

class RestExchange extends Exchange {
  readonly #res: Response;

  constructor(number: number, res: Response) {
    super(number);
    this.#res = res;
  }

  protected override gone(): void {
    // Who wants to know listens to req.signal.
  }

  protected override close(): void {
    Response.abandon(this.#res);
  }
}

function refuse(res: Response, error: Error): void {
  const problem =
    error instanceof TooManyFields
      ? { title: 'Content too large', status: error.status, detail: error.message }
      : { title: 'Bad request', status: 400, detail: `The body is not JSON: ${error.message}` };
  res.status(problem.status).set('Content-Type', 'application/problem+json').send(stringify(problem));
}

/**
 * Runs the middleware, one after the other, and the route's handler. The chain has ended when it has returned and every promise that one
 * of them returned has settled, also where a middleware called `next()` and did not wait for it. If there is no answer by then and no
 * status was set, the answer may still come from what the exchange has begun: a timer, an op, a promise that nobody returned.
 */
class Chain {
  /** The chain itself and the promises that have not settled. */
  #waiting = 1;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly middleware: readonly Handler[],
    private readonly route: Route,
    private readonly req: Request,
    private readonly res: Response,
    private readonly exchange: Exchange,
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
    const result = (index < middleware.length ? (middleware[index] as Handler) : this.route.handler)(this.req, this.res, next);
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
    if (Response.isDecided(this.res)) {
      this.#complete();
    } else {
      Exchange.concludeWhenIdle(this.exchange, () => {
        const { method, path, handler, place } = this.route;
        const name = handler.name === '' ? '' : ` (${handler.name})`;
        log('warn', `the handler of ${method} ${path}${name}, registered at ${callerPosition(place)}, has neither answered nor set a status: the answer is empty`);
        this.#complete();
      });
    }
  }

  #complete(): void {
    try {
      Response.complete(this.res);
    } catch (error) {
      Response.fail(this.res, mapped(error));
    }
  }
}
