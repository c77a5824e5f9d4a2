import { Exchange, run } from '../boundary/exchanges';
import { log } from '../log/log';
import { stringify } from '../host/primordials';
import { RequestMessage } from '../boundary/request';
import { TooManyFields } from '../http/fields';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { callerPosition, mapped } from '../log/stack';
import { isThenable, whenSettled } from '../runtime/thenables';
import { nextTick } from '../runtime/ticks';
import type { LoadedProgram, Program } from '../boundary/program';
import { isForged } from './csrf';
import { AskedExchange } from './modules/asked';
import { platform, type UsedModule } from './platform';
import { listening } from '../services/events/events';
import { Request } from '../exchange/restapp-request';
import { Response } from '../exchange/restapp-response';
import { Router, type Handler, type Route } from './router';

/** What takes the place of what others build servers with. */
const INSTEAD = Object.fromEntries(
  ['express', 'koa', 'fastify', 'hapi', '@hapi/hapi', 'restify', 'polka'].map((name) => [name, "A RESTApp has require('router'), whose get, post, put, delete and patch are like Express's; Annex listens"]),
);

/** The restapp style: evaluates `index.js`, which registers routes, and runs their chains. */
export function restapp(program: Program): LoadedProgram | Promise<LoadedProgram> {
  const router = new Router();
  const { requirePrivileged, csrfProtection, check } = program.params as { requirePrivileged?: boolean; csrfProtection?: boolean; check?: boolean };
  const { provided, used, names } = platform(router, requirePrivileged === true);
  const loader = new Loader({ files: own, provided, names, strict: true, browsers: false, instead: INSTEAD });
  return loader.entry(program.entry, () => serving(router, used, { csrfProtection, check }));
}

function serving(router: Router, used: () => UsedModule[], { csrfProtection, check }: { csrfProtection?: boolean | undefined; check?: boolean | undefined }): LoadedProgram {
  const routes = Router.close(router);
  const middleware = Router.middleware(router);
  const flaws = Router.warnings(router);
  return {
    endpoints: routes.map(({ method, path, files }) => ({ method, path, body: 'text', files })),
    ...listening(),
    // Where something stands takes time to find out.
    ...(check === true ? { modules: used().map(({ name }) => name), warnings: [...flaws, ...used().flatMap(stubbed)] } : { warnings: flaws }),
    exchange(text, body) {
      const message = new RequestMessage(text, body);
      const route = routes[message.endpoint];
      if (route === undefined) {
        throw new Error(`There is no endpoint ${message.endpoint}`);
      }
      const req = new Request(message, route.names);
      const res = new Response(message.number, req);
      const exchange = new RestExchange(message, req, res);
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
        if (csrfProtection === true && isForged(req)) {
          refuseForged(res);
          return;
        }
        RestExchange.run(exchange, new Chain(middleware, route, req, res, exchange));
      });
    },
  };
}

function stubbed({ name, built, stack }: UsedModule): string[] {
  return built ? [] : [`${callerPosition({ stack })}: the platform's module '${name}' is not here: it fails where it is used`];
}

class RestExchange extends AskedExchange {
  #chain: Chain | undefined;

  /** Runs what answers it. */
  static run(exchange: RestExchange, chain: Chain): void {
    exchange.#chain = chain;
    chain.run();
  }

  protected override gone(): void {
    // Who wants to know listens to req.signal; a stream that is sent is told.
    Response.gone(this.response);
  }

  protected override takes(error: unknown, own: boolean): boolean {
    return this.#chain?.takes(error, own) ?? false;
  }

  protected override asked(): string {
    return `${this.request.method} ${this.request.originalUrl}`;
  }

  protected override waitsFor(): string | undefined {
    return this.#chain?.waitsFor();
  }

  protected override close(): void {
    Response.abandon(this.response);
  }
}

function refuseForged(res: Response): void {
  const { title, status, detail } = { title: 'Forbidden', status: 403, detail: "The request lacks the token of its session ('csrfProtection' of the add-on)." };
  res.status(status).set('Content-Type', 'application/problem+json').send(stringify({ title, status, detail }));
}

function refuse(res: Response, error: Error): void {
  const problem =
    error instanceof TooManyFields
      ? { title: 'Content too large', status: error.status, detail: error.message }
      : { title: 'Bad request', status: 400, detail: `The body is not JSON: ${error.message}` };
  res.status(problem.status).set('Content-Type', 'application/problem+json').send(stringify(problem));
}

/** Something that went wrong; also `undefined` can be thrown. */
interface Failure {
  readonly error: unknown;
}

/**
 * Runs the middleware, one after the other, and the route's handler. The chain has ended when it has returned and every promise that one
 * of them returned has settled, also where a middleware called `next()` and did not wait for it. If there is no answer by then and no
 * status was set, the answer may still come from what the exchange has begun: a timer, an op, a promise that nobody returned.
 *
 * A callback may also call `next()` when the chain has ended; then it goes on until that has returned. What is thrown behind `next()` goes
 * to whoever called it, who may catch it and answer. Where nobody catches it, or nothing comes of that, it is the chain's failure.
 */
class Chain {
  /** The chain itself and the promises that have not settled. */
  #waiting = 1;
  #failure: Failure | undefined;
  /** What came out of the first `next()` that threw. */
  #thrown: Failure | undefined;
  /** What a callback of the exchange threw, or a promise of it was rejected with, and nobody caught; the log has it. */
  #stray: Failure | undefined;
  /** What was answered. */
  #told: Failure | undefined;
  /** What the handler has returned, of which nothing is sent. */
  #returned: unknown;
  #nextIgnored = false;

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

  /** Nobody has caught this: says whether the chain fails with it, so that the log need not have it twice. */
  takes(error: unknown, own: boolean): boolean {
    if (isOf(this.#told, error) || isOf(this.#failure, error)) {
      return true;
    }
    if (!isOf(this.#thrown, error)) {
      if (own) {
        this.#stray ??= { error };
      }
      return false;
    }
    this.#failure ??= { error };
    if (this.#waiting === 0) {
      this.#end();
    }
    return true;
  }

  #step(index: number): unknown {
    const next = (error?: unknown): unknown => {
      if (error === undefined || error === null) {
        return this.#next(index + 1);
      }
      this.#failure ??= { error };
      if (this.#waiting === 0) {
        this.#end();
      }
      return undefined;
    };
    const { middleware } = this;
    const last = index >= middleware.length;
    const handler = last ? this.route.handler : (middleware[index] as Handler);
    const result = handler(this.req, this.res, next);
    if (isThenable(result)) {
      this.#waiting++;
      whenSettled(
        result,
        (value) => {
          if (last) {
            this.#returned = value;
          }
          this.#settled();
        },
        (error: unknown) => {
          this.#failure ??= { error };
          this.#settled();
        },
      );
    } else if (last) {
      this.#returned = result;
    }
    return result;
  }

  #next(index: number): unknown {
    if (index > this.middleware.length) {
      this.#nextOfHandler();
      return undefined;
    }
    if (this.#waiting === 0) {
      // A callback, which has more to do after it perhaps: what it sets is part of the answer.
      this.#waiting++;
      nextTick(() => {
        this.#settled();
      });
    }
    try {
      return this.#step(index);
    } catch (error) {
      this.#thrown ??= { error };
      throw error;
    }
  }

  /** The route's handler is the last: nothing comes after it. */
  #nextOfHandler(): void {
    if (!this.#nextIgnored) {
      this.#nextIgnored = true;
      const { method, path } = this.route;
      log('warn', `next() at ${callerPosition()} does nothing: no handler comes after that of ${method} ${path} (expected: res.send(…), res.json(…), or next(error) where it has failed)`);
    }
  }

  /** Why there is no answer yet, for the author. */
  waitsFor(): string | undefined {
    return Response.isDecided(this.res) ? undefined : `${this.#handlerName()} has not answered in time (expected: res.send(…) or res.json(…) on each path through it, also where what it waits for fails or never comes)`;
  }

  #handlerName(): string {
    const { method, path, handler, place } = this.route;
    const name = handler.name === '' ? '' : ` (${handler.name})`;
    return `the handler of ${method} ${path}${name}, registered at ${callerPosition(place)},`;
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
      this.#fail(failure);
    } else if (Response.isDecided(this.res)) {
      this.#complete();
    } else {
      Exchange.concludeWhenIdle(this.exchange, () => {
        this.#conclude();
      });
    }
  }

  /** Nothing is to come any more. */
  #conclude(): void {
    if (this.#waiting > 0) {
      // A callback has called next(), and that has not ended.
      return;
    }
    const failure = this.#thrown ?? this.#stray;
    if (Response.isDecided(this.res)) {
      // By a callback.
      this.#complete();
    } else if (failure !== undefined) {
      this.#fail(failure);
    } else {
      const returned = this.#returned !== undefined && this.#returned !== this.res ? '; what a handler returns is not sent: res.json(…) sends it' : '';
      log('warn', `${this.#handlerName()} has neither answered nor set a status: the answer is empty (expected: res.send(…) or res.json(…); where nothing is to be sent, res.status(204)${returned})`);
      this.#complete();
    }
  }

  #fail(failure: Failure): void {
    this.#told = failure;
    // What is no error does not know where it was made.
    const said = mapped(failure.error);
    Response.fail(this.res, said.startsWith('thrown: ') ? `${said}\n    in ${this.#handlerName().slice(0, -1)}` : said);
  }

  #complete(): void {
    try {
      Response.complete(this.res);
    } catch (error) {
      Response.fail(this.res, mapped(error));
    }
  }
}

function isOf(failure: Failure | undefined, error: unknown): boolean {
  return failure !== undefined && failure.error === error;
}
