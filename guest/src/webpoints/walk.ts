import { failure } from '../http/outgoing';
import { log } from '../log/log';
import { ServerResponse } from '../express/outgoing';
import { mapped } from '../log/stack';
import { isThenable, whenSettled } from '../runtime/thenables';
import { escaped } from './parameters';
import { Request } from './request';
import type { Response } from './response';
import type { Handler, Route } from './routes';

/** A request on its way through the routes: the first that matches, its handlers one after the other, and the next route where these pass it on. */
export class Walk {
  constructor(
    private readonly routes: readonly Route[],
    private readonly request: Request,
    private readonly response: Response,
    private readonly method: string,
    private readonly path: string,
  ) {}

  /** Begins at the route that the host has found. */
  begin(index: number): void {
    const route = this.routes[index] as Route;
    if (route.exact) {
      Request.at(this.request, route, 0);
      this.#handle(route, 0, index);
    } else {
      this.#from(index);
    }
  }

  #from(start: number): void {
    for (let index = start; index < this.routes.length; index++) {
      const route = this.routes[index] as Route;
      const matched = route.answers(this.method) ? route.match(this.path) : undefined;
      if (matched !== undefined) {
        Request.at(this.request, route, route.mounted ? matched.replace(/\/$/, '').length : 0);
        this.#handle(route, 0, index);
        return;
      }
    }
    if (!this.response.writableEnded) {
      this.response.status(404).type('txt').end(`Cannot ${this.method} ${this.path}`);
    }
  }

  #handle(route: Route, step: number, index: number): void {
    let called = false;
    const next = (error?: unknown): void => {
      if (called) {
        if (error !== undefined && error !== null) {
          fail(this.response, error);
        }
        return;
      }
      called = true;
      if (error === 'route') {
        this.#from(index + 1);
      } else if (error !== undefined && error !== null) {
        fail(this.response, error);
      } else if (step + 1 < route.handlers.length) {
        this.#handle(route, step + 1, index);
      } else {
        this.#from(index + 1);
      }
    };
    try {
      const handler = route.handlers[step] as Handler;
      const result = handler(this.request, this.response, next);
      if (isThenable(result)) {
        whenSettled(result, ignore, (error) => {
          fail(this.response, error);
        });
      }
    } catch (error) {
      fail(this.response, error);
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
    const { status } = Object(error) as { status?: unknown };
    return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 500 ? status : undefined;
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
