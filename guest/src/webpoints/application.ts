import { responseCallback, type Callback } from './callback';
import { enabled, type Enabled } from './features';
import { methodOf, middlewareOf, type Operation } from './operation';
import { Operations } from './operations';
import type { Validator } from './parameters';
import type { Response } from './response';
import type { Handler, Route } from './routes';
import { SchemaError } from './schema/schema';
import { Server } from './server';
import { Service, type Surroundings } from './service';
import { declarationOf, StaticFilesEndpoint, staticFiles } from './static';
import { MONITOR, monitor } from './features/tasks';

type Kind = Record<string, unknown> & { createOperation?: () => unknown; middleware?: unknown; method?: unknown; handler?: unknown };

/** The applications that were run, in their order. */
const running: Application[] = [];

/** `new Application(environment, validator)`. */
export class Application {
  /** What `this` is in custom handlers, and what handlers' contexts are made of. */
  readonly environment: object;
  /** A function that checks values instead of JSON Schema; any other value, such as 'JSONSchema', means that. */
  readonly validator: unknown;
  operations: Record<string, unknown> = new Operations() as unknown as Record<string, unknown>;
  features: unknown = [];
  readonly #server = new Server();
  /** The operations that run as tasks, by number. */
  readonly #tasks: Operation[] = [];
  #features: Enabled = enabled([]);
  #routes: readonly Route[] | undefined;

  constructor(environment?: unknown, validator?: unknown) {
    this.environment = typeof environment === 'object' && environment !== null ? environment : {};
    this.validator = validator;
  }

  /** Registers an operation; an application may have its own. Called as a function of its own as well, so it keeps its application. */
  createOperation: (url: string, operation: unknown, server: Server) => void = (url, operation, server) => {
    if (typeof operation === 'string' || operation instanceof StaticFilesEndpoint) {
      const { path, options } = typeof operation === 'string' ? new StaticFilesEndpoint(operation) : operation;
      Server.add(server, 'GET', url, [staticFiles(path, options)], { mounted: true, files: declarationOf(path, options) });
    } else if (typeof operation === 'function') {
      this.#custom(url, operation as Handler & Kind, undefined, server);
    } else if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) {
      throw new TypeError(`The handler of ${url} endpoint is not supported.`);
    } else if (typeof (operation as Kind).createOperation === 'function') {
      this.#made(url, operation as Kind, server);
    } else {
      this.#service(url, operation as Kind, server);
    }
  };

  /** Makes the callback of an operation for one response; an application may have its own. */
  createResponseCallback: (operation: Operation, response: Response) => Callback = responseCallback;

  #custom(url: string, handler: Handler & Kind, method: unknown, server: Server): void {
    const middleware = middlewareOf(url, handler.middleware) ?? [];
    const { environment } = this;
    const description = typeof handler['description'] === 'string' ? { operation: { description: handler['description'] } } : {};
    Server.add(server, methodOf(url, method ?? handler.method), url, [...middleware, handler.bind(environment)], description);
  }

  #made(url: string, operation: Kind, server: Server): void {
    const handler = operation.createOperation?.();
    if (typeof handler === 'function') {
      this.#custom(url, handler as Handler & Kind, operation.method, server);
    } else if (typeof handler === 'object' && handler !== null && typeof (handler as Kind).createOperation !== 'function') {
      this.#service(url, handler as Kind, server);
    } else {
      throw new TypeError(`The handler of ${url} endpoint is not supported.`);
    }
  }

  #service(url: string, operation: Kind, server: Server): void {
    if (typeof operation.handler !== 'function') {
      throw new TypeError(`The handler of ${url} endpoint is not supported. It has no handler (expected: a function (…, callback))`);
    }
    const service = new Service(url, operation as unknown as Operation, this.#surroundings());
    const handler: Handler = (request, response, next) => {
      service.run(request, response, next);
    };
    Server.add(server, service.method, url, [...service.middleware, handler], { operation: service.description });
  }

  #surroundings(): Surroundings {
    return {
      environment: this.environment,
      validator: typeof this.validator === 'function' ? (this.validator as Validator) : undefined,
      features: this.#features,
      callback: (operation, response) => this.createResponseCallback(operation, response),
      task: (operation) => this.#tasks.push(operation) - 1,
    };
  }

  /** Makes the operations ready. A port is the host's affair. */
  run(): this {
    if (this.#routes === undefined) {
      this.#features = enabled(this.features);
      if (this.#features.tasks !== undefined) {
        this.#server.delete(MONITOR, (request, response) => {
          monitor(request, response, (number) => this.createResponseCallback(this.#tasks[number] as Operation, response));
        });
      }
      for (const url of Object.keys(this.operations)) {
        try {
          this.createOperation(url, this.operations[url], this.#server);
        } catch (error) {
          throw atCaller(error);
        }
      }
      this.#routes = Server.close(this.#server);
      running.push(this);
    }
    return this;
  }

  static routes(application: Application): readonly Route[] {
    return application.#routes ?? [];
  }

  static running(): readonly Application[] {
    return running;
  }
}

/** A schema may be so deep that the author's own place is no longer in the stack. */
function atCaller(error: unknown): unknown {
  if (error instanceof SchemaError) {
    const { run } = Application.prototype;
    (Error as unknown as { captureStackTrace(error: Error, above: unknown): void }).captureStackTrace(error, run);
  }
  return error;
}

// What the library calls on it itself stays what it is.
Object.freeze(Application);
