import { env } from '../runtime/process';
import { responseCallback, type Callback } from './callback';
import { Features } from './features';
import { isDescriptor } from './features/feature';
import { handlesErrors } from './features/small';
import { methodOf, middlewareOf, type Operation } from './operation';
import { Operations } from './operations';
import type { Validator } from './parameters';
import type { Response } from './response';
import type { Handler, Route, RouteOptions } from './routes';
import type { Draft } from './schema/draft03';
import { SchemaError } from './schema/schema';
import { Server } from './server';
import { Service, type Surroundings } from './service';
import { declarationOf, StaticFilesEndpoint, staticFiles } from './static';
import { incident } from './walk';

type Kind = Record<string, unknown> & { createOperation?: () => unknown; middleware?: unknown; method?: unknown; handler?: unknown };
type Tuner = (this: Application, server: Server) => unknown;

/** What an application is in a pool. */
export interface Place {
  /** Its part of the path, with a slash before; empty where it is the only one. */
  readonly prefix: string;
  /** Whether it is to answer the request that has come. */
  answers(): boolean;
}

/** The routes of an application, and what it is in a pool. */
export interface Mounted {
  readonly place: Place | undefined;
  readonly routes: readonly Route[];
}

/** The applications that were run, in their order. */
const running: Application[] = [];

/** `new Application(environment, validator)`. */
export class Application {
  /** What `this` is in custom handlers, and what handlers' contexts are made of. */
  readonly environment: Record<string, unknown>;
  /** A function that checks values instead of JSON Schema, or the draft of that: 'JSONSchema', 'json-schema-draft-02'. */
  readonly validator: unknown;
  declare readonly operations: Record<string, unknown>;
  /** Operations by URL, or functions that are called with the operations as `this` and the server; by the environment's name. */
  declare readonly configurations: Record<string, unknown>;
  features: unknown = [];
  #server = new Server();
  #features: Features | undefined;
  #place: Place | undefined;
  #tuner: Tuner | undefined;
  #routes: readonly Route[] | undefined;

  constructor(environment?: unknown, validator?: unknown) {
    this.environment = (typeof environment === 'object' && environment !== null ? environment : {}) as Record<string, unknown>;
    this.validator = validator;
    for (const [name, value] of Object.entries({ operations: new Operations(), configurations: {} })) {
      Object.defineProperty(this, name, { value, enumerable: true });
    }
  }

  /** Called by a pool before it runs the application, with its settings; an application has its own. */
  main(settings?: unknown): unknown;
  main(): void {
    // There is nothing to be set.
  }

  /** Registers an operation; an application may have its own. Called as a function of its own as well, so it keeps its application. */
  createOperation: (url: string, operation: unknown, server: unknown) => void = (url, operation, server) => {
    if (typeof operation === 'string' || operation instanceof StaticFilesEndpoint) {
      const { path, options } = typeof operation === 'string' ? new StaticFilesEndpoint(operation) : operation;
      // Where the guest decides whether it answers, the host may not do so before.
      const files = this.#place === undefined ? { files: declarationOf(path, options) } : {};
      Server.add(server, 'GET', url, [staticFiles(path, options)], { mounted: true, ...files });
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

  #custom(url: string, handler: Handler & Kind, method: unknown, server: unknown): void {
    const middleware = middlewareOf(url, handler.middleware) ?? [];
    const { environment } = this;
    const description = typeof handler['description'] === 'string' ? { operation: { description: handler['description'] } } : {};
    add(server, handler, methodOf(url, method ?? handler.method), url, [...middleware, handler.bind(environment)], description);
  }

  #made(url: string, operation: Kind, server: unknown): void {
    const handler = operation.createOperation?.();
    if (typeof handler === 'function') {
      this.#custom(url, handler as Handler & Kind, operation.method, server);
    } else if (typeof handler === 'object' && handler !== null && typeof (handler as Kind).createOperation !== 'function') {
      this.#features?.apply(url, handler, server);
      this.#service(url, handler as Kind, server);
    } else {
      throw new TypeError(`The handler of ${url} endpoint is not supported.`);
    }
  }

  #service(url: string, operation: Kind, server: unknown): void {
    if (typeof operation.handler !== 'function') {
      throw new TypeError(`The handler of ${url} endpoint is not supported. It has no handler (expected: a function (…, callback))`);
    }
    const service = new Service(url, operation as unknown as Operation, this.#surroundings());
    const handler: Handler = (request, response, next) => {
      service.run(request, response, next);
    };
    add(server, operation, service.method, url, [...service.middleware, handler], { operation: service.description });
  }

  #surroundings(): Surroundings {
    return {
      environment: this.environment,
      validator: typeof this.validator === 'function' ? (this.validator as Validator) : undefined,
      draft: draftOf(this.validator),
      callback: (operation, response) => this.createResponseCallback(operation, response),
    };
  }

  /** Registers all operations with an Express application. */
  exportTo(server: unknown): this {
    const features = (this.#features = new Features(this.features));
    features.init(this);
    for (const url of Object.keys(this.operations)) {
      try {
        features.apply(url, this.operations[url], server);
        this.createOperation(url, this.operations[url], server);
      } catch (error) {
        throw atCaller(error);
      }
    }
    return this;
  }

  /** Makes the operations ready, those of the environment's configuration among them. A port is the host's affair; a tuner gets the server. */
  run(port?: unknown, tuner?: Tuner): this {
    const tune = typeof port === 'function' ? (port as Tuner) : tuner;
    if (typeof tune === 'function') {
      this.#tuner = tune;
    }
    if (this.#routes === undefined) {
      const server = this.#server;
      const name = env['NODE_ENV'] || 'production';
      server.set('env', name);
      this.#configure(Object.hasOwn(this.configurations, name) ? this.configurations[name] : undefined, name, server);
      this.#tuner?.call(this, server);
      this.exportTo(server);
      this.#routes = Server.close(server);
      if (!running.includes(this)) {
        running.push(this);
      }
    }
    return this;
  }

  #configure(configuration: unknown, name: string, server: Server): void {
    if (typeof configuration === 'function') {
      configuration.call(this.operations, server);
    } else if (typeof configuration === 'object' && configuration !== null) {
      Object.assign(this.operations, configuration);
    } else if (configuration !== undefined && configuration !== null) {
      throw new TypeError(`app.configurations.${name}: ${String(configuration)} (expected: operations by URL, or a function (server))`);
    }
  }

  /** The application is in a pool; what it was run as before does not count. */
  static pooled(application: Application, place: Place): void {
    application.#place = place;
    application.#routes = undefined;
    application.#server = new Server();
  }

  /** A server that no application has made answers too, with what it has when the script is over. */
  static listening(server: Server): void {
    const application = new Application();
    application.#server = server;
    running.push(application);
  }

  static mounted(application: Application): Mounted {
    application.#routes ??= Server.close(application.#server);
    return { place: application.#place, routes: application.#routes };
  }

  static running(): readonly Application[] {
    return running;
  }
}

/** With `handleErrors`, whatever goes wrong in any of the handlers is an incident. */
function add(server: unknown, descriptor: unknown, method: string, url: string, handlers: readonly Handler[], options: RouteOptions): void {
  Server.add(server, method, url, isDescriptor(descriptor) && handlesErrors(descriptor) ? handlers.map(incident) : handlers, options);
}

/** The draft that a validator's name means: the third for all that name none. */
function draftOf(validator: unknown): Draft {
  const draft = /^json-?schema-draft-0?([123])$/i.exec(typeof validator === 'string' ? validator : '');
  return (draft?.[1] ?? '3') as Draft;
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
