import { failure } from '../http/outgoing';
import { log } from '../log/log';
import { ServerResponse } from '../express/outgoing';
import { notFound } from '../express/final';
import { mapped } from '../log/stack';
import { isThenable, whenSettled } from '../runtime/thenables';
import { escaped } from './parameters';
import { Request } from './request';
import type { Response } from './response';
import { HeardParameters } from './heard';
import type { ErrorHandler, Handler, Route } from './routes';

/** An error that handlers pass on; undefined for none. */
type Passed = unknown;

/**
 * A request on its way through the routes, as Express's router leads it: the first that matches, its handlers one after the other, and the next
 * route where these pass it on. What was thrown or passed to `next` goes on to handlers of four arguments alone.
 *
 * A router that is mounted is a walk of its own, which `leave` goes back from.
 */
export class Walk {
  #heard: HeardParameters | undefined;

  constructor(
    private readonly routes: readonly Route[],
    private readonly request: Request,
    private readonly response: Response,
    private readonly path: string,
    private readonly leave?: (error: Passed) => void,
  ) {}

  /** Begins at the route that the host has found; undefined for none. */
  begin(index: number | undefined): void {
    const route = index === undefined ? undefined : this.routes[index];
    if (index === undefined || route === undefined) {
      this.#from(0, undefined);
    } else if (route.exact) {
      Request.at(this.request, route, this.path, 0);
      this.#enter(route, index, undefined);
    } else {
      this.#from(index, undefined);
    }
  }

  #from(start: number, error: Passed): void {
    const { request } = this;
    Request.leaves(request);
    const path = Request.wholePath(request, this.path);
    // Middleware may have given it another method.
    const { method } = request;
    for (let index = start; index < this.routes.length; index++) {
      const route = this.routes[index] as Route;
      const matched = (route.mounted || error === undefined) && route.answers(method) ? route.match(path) : undefined;
      if (matched !== undefined) {
        Request.at(request, route, path, route.mounted ? matched.replace(/\/$/, '').length : 0);
        this.#enter(route, index, error);
        return;
      }
    }
    this.#end(path, error);
  }

  #end(path: string, error: Passed): void {
    const ended = this.response.writableEnded;
    const methods = error === undefined && !ended && this.request.method === 'OPTIONS' ? this.#methods(path) : [];
    if (methods.length > 0) {
      const allow = methods.join(',');
      this.response.set('Allow', allow).send(allow);
    } else if (this.leave !== undefined) {
      this.leave(error);
    } else if (error !== undefined) {
      fail(this.response, error);
    } else if (!ended) {
      notFound(this.request, this.response);
    }
  }

  /** Runs the handlers of a route, behind what hears of its parameters. */
  #enter(route: Route, index: number, error: Passed): void {
    if (!route.isHeard) {
      this.#handle(route, 0, index, error);
      return;
    }
    this.#heard ??= new HeardParameters(this.request, this.response);
    this.#heard.hear(route, (passed) => {
      if (passed === undefined) {
        this.#handle(route, 0, index, error);
      } else {
        this.#pass(passed, index, error);
      }
    });
  }

  /** Goes on behind a route. */
  #pass(passed: unknown, index: number, error: Passed): void {
    if (passed === 'router') {
      this.#from(this.routes.length, undefined);
    } else {
      let next = index + 1;
      while (passed === 'route' && this.routes[next]?.group === this.routes[index]?.group) {
        next++;
      }
      this.#from(next, passed === 'route' ? error : (error ?? passed));
    }
  }

  /** What could be asked of a path, as Express answers OPTIONS. */
  #methods(path: string): string[] {
    const groups = new Map<object, string[]>();
    for (const route of this.routes) {
      if (!route.mounted && route.match(path) !== undefined) {
        groups.set(route.group, [...(groups.get(route.group) ?? []), route.method]);
      }
    }
    // One for all methods has been asked by itself.
    const all = [...groups.values()].filter((methods) => !methods.includes('')).flatMap((methods) => (methods.includes('GET') ? [...methods, 'HEAD'] : methods));
    return [...new Set(all)];
  }

  #handle(route: Route, step: number, index: number, error: Passed): void {
    const { handlers } = route;
    let at = step;
    while (at < handlers.length && (handlers[at]?.length === 4) !== (error !== undefined)) {
      at++;
    }
    const handler = handlers[at];
    if (handler === undefined) {
      this.#from(index + 1, error);
      return;
    }
    const { request, response } = this;
    let called = false;
    const next = (passed?: unknown): void => {
      if (called) {
        if (passed) {
          fail(response, passed);
        }
        return;
      }
      called = true;
      if (passed === 'router' || passed === 'route') {
        this.#pass(passed, index, undefined);
      } else {
        this.#handle(route, at + 1, index, passed ? passed : undefined);
      }
    };
    request.next = next;
    if (route.parsesCookies(handler)) {
      Request.leavesCookies(request);
    }
    const failed = (thrown: unknown): void => {
      // What is thrown is an error, whatever it is.
      const why = thrown || new Error(`${String(thrown)} was thrown`);
      if (called) {
        fail(response, why);
      } else {
        called = true;
        this.#handle(route, at + 1, index, why);
      }
    };
    try {
      const result = error === undefined ? (handler as Handler)(request, response, next) : (handler as ErrorHandler)(error, request, response, next);
      if (isThenable(result)) {
        whenSettled(result, ignore, failed);
      }
    } catch (thrown) {
      failed(thrown);
    }
  }
}

function ignore(): void {
  // A handler answers through the response; what it returns is nothing.
}

/** The answer for an error: what the client has done wrong it may read, all else the log has. */
export function fail(response: Response, given: unknown): void {
  const number = ServerResponse.number(response);
  const error = given instanceof Incident ? given.error : given;
  if (response.writableEnded) {
    log('error', `after the answer was sent: ${mapped(error)}`, number);
    return;
  }
  const status = given === error ? statusOf(error) : undefined;
  if (status === undefined) {
    ServerResponse.answerWith(response, () => failure(number, mapped(error)));
  } else {
    ServerResponse.replace(response, status, 'text/html; charset=utf-8', escaped(messageOf(error)));
  }
}

/** The same handler, whose errors are incidents, whatever status they have. */
export function incident(handler: Handler): Handler {
  return (request, response, next) => {
    const failed = (error: unknown): void => {
      fail(response, new Incident(error));
    };
    try {
      const result = handler(request, response, (error) => {
        if (error === undefined || error === null || error === 'route') {
          next(error);
        } else {
          failed(error);
        }
      });
      if (isThenable(result)) {
        whenSettled(result, ignore, failed);
      }
    } catch (error) {
      failed(error);
    }
  };
}

/** An error without the status that it may have. */
class Incident {
  constructor(readonly error: unknown) {}
}

/** The status from 400 to 499 that an error has. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof URIError) {
    return 400;
  }
  try {
    const { status, statusCode } = Object(error) as { status?: unknown; statusCode?: unknown };
    return [status, statusCode].find((each): each is number => typeof each === 'number' && Number.isInteger(each) && each >= 400 && each < 500);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  try {
    return String((error as { message?: unknown }).message);
  } catch {
    return 'an error that cannot be shown';
  }
}
