import { isThenable, whenSettled } from '../runtime/thenables';
import type { OperationDescription } from '../boundary/program';
import { once, type Callback } from './callback';
import { ensured, required } from './features/contracts';
import { secondsOf, type Enabled } from './features';
import * as tasks from './features/tasks';
import { bodyParser } from './middleware';
import { methodOf, middlewareOf, parametersOf, type Operation } from './operation';
import { BadArgument, type Parameter, type Validator } from './parameters';
import type { Request } from './request';
import type { Response } from './response';
import type { Handler } from './routes';

/** What an operation needs of its application. */
export interface Surroundings {
  readonly environment: object;
  readonly validator: Validator | undefined;
  readonly features: Enabled;
  /** The application's own, or the usual one. */
  callback(operation: Operation, response: Response): Callback;
  /** Numbers the operations that run as tasks, in their order. */
  task(operation: Operation): number;
}

/** A service operation, made ready when the add-on is loaded. */
export class Service {
  readonly method: string;
  readonly middleware: readonly Handler[];
  readonly description: OperationDescription;
  readonly #parameters: readonly Parameter[];
  /** The prototype of the environment. */
  readonly #kind: object | null;
  readonly #task: { readonly number: number; readonly retryAfter: number | undefined } | undefined;

  constructor(
    private readonly url: string,
    private readonly operation: Operation,
    private readonly around: Surroundings,
  ) {
    const { features, validator } = around;
    this.#kind = Object.getPrototypeOf(around.environment) as object | null;
    this.method = methodOf(url, operation.method);
    this.middleware = this.#middleware(middlewareOf(url, operation.middleware), features.bodyParser);
    this.#parameters = parametersOf(url, operation, validator);
    const { serialize, requires, ensures, longRunning } = operation;
    if (serialize !== undefined && serialize !== null && typeof serialize !== 'boolean' && typeof serialize !== 'function') {
      throw new TypeError(`operation ${url}: serialize: ${String(serialize)} (expected: true, false or a function)`);
    }
    for (const [name, condition] of Object.entries({ requires, ensures })) {
      if (features.codeContracts && condition !== undefined && typeof condition !== 'function') {
        throw new TypeError(`operation ${url}: ${name}: ${String(condition)} (expected: a function)`);
      }
    }
    if (longRunning && features.tasks !== undefined) {
      const retryAfter = secondsOf(longRunning, `operation ${url}: longRunning`) ?? features.tasks.retryAfter;
      this.#task = { number: around.task(operation), retryAfter };
    }
    this.description = {
      ...(typeof operation.description === 'string' ? { description: operation.description } : {}),
      parameters: this.#parameters.map(({ description }) => description),
      ...(typeof serialize === 'function' ? {} : { serialize: serialize === true }),
      longRunning: this.#task !== undefined,
    };
  }

  #middleware(given: readonly Handler[] | undefined, always: boolean): readonly Handler[] {
    const parser = bodyParser();
    if (given !== undefined) {
      return always ? [parser, ...given] : given;
    }
    return this.method === 'GET' && !always ? [] : [parser];
  }

  /** Runs the handler; throws what it throws. */
  run(request: Request, response: Response, failed: (error: unknown) => void): void {
    const args: unknown[] = [];
    for (const parameter of this.#parameters) {
      try {
        args.push(parameter.read(request));
      } catch (error) {
        if (!(error instanceof BadArgument)) {
          throw error;
        }
        response.status(400).type('html').end(error.message);
        return;
      }
    }
    const context = this.#context(request);
    const { requires, ensures } = this.operation;
    const answer = this.around.callback(this.operation, response);
    const contracts = this.around.features.codeContracts;
    const begin = (): void => {
      let result = answer;
      let fail = failed;
      const task = this.#task;
      if (task !== undefined) {
        const id = tasks.begin(request, response, task.retryAfter);
        result = tasks.keep(id, task.number);
        fail = (error) => {
          tasks.fail(id, task.number);
          failed(error);
        };
      }
      this.#invoke(context, args, contracts && ensures !== undefined ? ensured(ensures, context, args, once(this.url, result, fail)) : result, fail);
    };
    if (contracts && requires !== undefined) {
      required(requires, context, args, once(this.url, answer, failed), guarded(begin, failed));
    } else {
      begin();
    }
  }

  /** What `this` is in a handler: the fields of the environment, and the request. */
  #context(request: Request): object {
    const { environment } = this.around;
    return this.#kind === Object.prototype
      ? { ...environment, request }
      : Object.assign(Object.create(this.#kind) as object, environment, { request });
  }

  #invoke(context: object, args: unknown[], result: Callback, failed: (error: unknown) => void): void {
    const callback = once(this.url, result, failed);
    const { handler, synchronous } = this.operation;
    try {
      if (synchronous === true && this.around.features.syncHandler) {
        const value = handler.apply(context, args);
        if (isThenable(value)) {
          whenSettled(value, callback, failed);
        } else {
          callback(value);
        }
        return;
      }
      args.push(callback);
      const promise = handler.apply(context, args);
      if (isThenable(promise)) {
        whenSettled(promise, ignore, failed);
      }
    } catch (error) {
      failed(error);
    }
  }
}

function ignore(): void {
  // A handler answers by its callback.
}

function guarded(action: () => void, failed: (error: unknown) => void): () => void {
  return () => {
    try {
      action();
    } catch (error) {
      failed(error);
    }
  };
}
