import { run, type Exchange } from '../boundary/exchanges';
import { stringify } from '../boundary/primordials';
import { RequestMessage } from '../boundary/request';
import { Loader } from '../modules/loader';
import { mapped } from '../modules/stack';
import type { LoadedProgram, Program } from '../styles';
import { platform } from './platform';
import { Request } from './request';
import { Response } from './response';
import { Router, type Handler } from './router';

/** The restapp style: evaluates `index.js`, which registers routes, and runs their chains. */
export function restapp(program: Program): LoadedProgram {
  const router = new Router();
  const { requirePrivileged } = program.params as { requirePrivileged?: boolean };
  new Loader(platform(router, requirePrivileged === true)).entry(program.entry);
  const routes = router.close();
  return {
    endpoints: routes.map(({ method, path }) => ({ method, path, body: 'text' })),
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
        chain(router.middleware(), route.handler, req, res);
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

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
}

/**
 * Runs the middleware, one after the other, and the route's handler. The chain has ended when it has returned and every promise that one
 * of them returned has settled, also where a middleware called `next()` and did not wait for it.
 */
function chain(middleware: readonly Handler[], handler: Handler, req: Request, res: Response): void {
  let waiting = 1;
  let failure: { readonly error: unknown } | undefined;

  const settled = (): void => {
    waiting--;
    if (waiting === 0) {
      end(res, failure);
    }
  };
  const failed = (error: unknown): void => {
    failure ??= { error };
    settled();
  };
  const step = (index: number): unknown => {
    const next = (error?: unknown): unknown => {
      if (error !== undefined && error !== null) {
        throw error;
      }
      return step(index + 1);
    };
    const result: unknown = index < middleware.length ? (middleware[index] as Handler)(req, res, next) : handler(req, res, next);
    if (isPromise(result)) {
      waiting++;
      result.then(settled, failed);
    }
    return result;
  };
  try {
    step(0);
  } catch (error) {
    failure ??= { error };
  }
  settled();
}

function end(res: Response, failure: { readonly error: unknown } | undefined): void {
  try {
    if (failure === undefined) {
      Response.complete(res);
      return;
    }
  } catch (error) {
    Response.fail(res, mapped(error));
    return;
  }
  Response.fail(res, mapped(failure.error));
}
