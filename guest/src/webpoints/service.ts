import { isThenable, whenSettled } from '../runtime/thenables';
import type { OperationDescription } from '../boundary/program';
import { once, type Callback } from './callback';
import { OperationContext } from './context';
import { failing, isRewritten } from './features/feature';
import { isTask } from './features/tasks/scheduler';
import { bodyParser } from './middleware';
import { methodOf, middlewareOf, misspeltKeys, parametersOf, type Operation } from './operation';
import { BadArgument, type Parameter, type Validator } from './parameters';
import type { Request } from './request';
import type { Response } from './response';
import type { Handler } from './routes';
import type { Draft } from './schema/draft03';

/** What an operation needs of its application. */
export interface Surroundings {
  readonly environment: object;
  readonly validator: Validator | undefined;
  /** Of schemas that do not say. */
  readonly draft: Draft;
  /** The application's own, or the usual one. */
  callback(operation: Operation, response: Response): Callback;
}

/** A service operation, made ready when the add-on is loaded. */
export class Service {
  readonly method: string;
  readonly middleware: readonly Handler[];
  readonly description: OperationDescription;
  readonly #parameters: readonly Parameter[];
  /** Whether a feature of the library runs the handler: it has to know where failures go. */
  readonly #rewritten: boolean;

  constructor(
    private readonly url: string,
    private readonly operation: Operation,
    private readonly around: Surroundings,
  ) {
    misspeltKeys(`operation ${url}`, operation);
    this.method = methodOf(url, operation.method);
    this.middleware = middlewareOf(url, operation.middleware) ?? (this.method === 'GET' ? [] : [bodyParser()]);
    this.#parameters = parametersOf(url, operation, around.validator, around.draft);
    this.#rewritten = isRewritten(operation);
    const { serialize } = operation;
    if (serialize !== undefined && serialize !== null && typeof serialize !== 'boolean' && typeof serialize !== 'function') {
      throw new TypeError(`operation ${url}: serialize: ${String(serialize)} (expected: true, false or a function)`);
    }
    this.description = {
      ...(typeof operation.description === 'string' ? { description: operation.description } : {}),
      parameters: this.#parameters.map(({ description }) => description),
      ...(typeof serialize === 'function' ? {} : { serialize: serialize === true }),
      longRunning: isTask(operation),
    };
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
    const context = OperationContext.of(this.around.environment, request);
    if (this.#rewritten) {
      failing(context, failed);
    }
    args.push(once(this.url, this.around.callback(this.operation, response), failed));
    const promise = this.operation.handler.apply(context, args);
    if (isThenable(promise)) {
      whenSettled(promise, ignore, failed);
    }
  }
}

function ignore(): void {
  // A handler answers by its callback.
}
