import { env } from '../runtime/process';
import { responseCallback, type Callback } from './callback';
import { Filled } from './callable';
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
type CreateOperation = (url: string, operation: unknown, server: unknown) => void;

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

/** What the library keeps of an application. */
interface State {
  server: Server;
  features: Features | undefined;
  place: Place | undefined;
  tune: Tuner | undefined;
  routes: readonly Route[] | undefined;
}

/** Kept beside the applications: one may also be made by inheriting from another, without its constructor. */
const states = new WeakMap<Application, State>();

function stateOf(application: Application): State {
  let state = states.get(application);
  if (state === undefined) {
    state = { server: new Server(), features: undefined, place: undefined, tune: undefined, routes: undefined };
    states.set(application, state);
  }
  return state;
}

/** The applications that were run, in their order. */
const running: Application[] = [];

/** `new Application(environment, validator)`. */
export class Application extends Filled {
  /** What `this` is in custom handlers, and what handlers' contexts are made of. */
  readonly environment: Record<string, unknown>;
  /** A function that checks values instead of JSON Schema, or the draft of that: 'JSONSchema', 'json-schema-draft-02'. */
  readonly validator: unknown;
  declare readonly operations: Record<string, unknown>;
  /** Operations by URL, or functions that are called with the operations as `this` and the server; by the environment's name. */
  declare readonly configurations: Record<string, unknown>;
  features: unknown = [];
  /** Registers an operation; an application may have its own. Called as a function of its own as well, so it keeps its application. */
  declare createOperation: CreateOperation;

  constructor(environment?: unknown, validator?: unknown) {
    super();
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

  /** Makes the callback of an operation for one response; an application may have its own. */
  createResponseCallback(operation: Operation, response: Response): Callback {
    return responseCallback(operation, response);
  }

  static {
    Object.defineProperty(this.prototype, 'createOperation', {
      configurable: true,
      get(this: Application): CreateOperation {
        return keeping(this);
      },
      set(this: Application, value: unknown) {
        Object.defineProperty(this, 'createOperation', { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }

  /** Registers all operations with an Express application. */
  exportTo(server: unknown): this {
    const features = (stateOf(this).features = new Features(this.features));
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

  /**
   * Makes the operations ready, those of the environment's configuration among them. A port is the host's affair; a tuner gets the server, and a list
   * of middleware is given to it.
   */
  run(port?: unknown, tuner?: unknown): this {
    const state = stateOf(this);
    state.tune = tunerOf(port) ?? tunerOf(tuner) ?? state.tune;
    if (state.routes === undefined) {
      const { server } = state;
      const name = env['NODE_ENV'] || 'production';
      configure(this, Object.hasOwn(this.configurations, name) ? this.configurations[name] : undefined, name, server);
      state.tune?.call(this, server);
      this.exportTo(server);
      state.routes = Server.close(server);
      if (!running.includes(this)) {
        running.push(this);
      }
    }
    return this;
  }

  /** The application is in a pool; what it was run as before does not count. */
  static pooled(application: Application, place: Place): void {
    Object.assign(stateOf(application), { place, routes: undefined, server: new Server() });
  }

  /** A server that no application has made answers too, with what it has when the script is over. */
  static listening(server: Server): void {
    if (!running.some((each) => stateOf(each).server === server)) {
      const application = new Application();
      stateOf(application).server = server;
      running.push(application);
    }
  }

  static mounted(application: Application): Mounted {
    const state = stateOf(application);
    state.routes ??= Server.close(state.server);
    return { place: state.place, routes: state.routes };
  }

  static running(): readonly Application[] {
    return running;
  }
}

/** Registers operations with the application that it is called on, or with the one that it was read from. */
function keeping(application: Application): CreateOperation {
  return function (this: unknown, url, operation, server) {
    createOperation(this instanceof Application ? this : application, url, operation, server);
  };
}

function createOperation(application: Application, url: string, operation: unknown, server: unknown): void {
  if (typeof operation === 'string' || operation instanceof StaticFilesEndpoint) {
    const { path, options } = typeof operation === 'string' ? new StaticFilesEndpoint(operation) : operation;
    // Where the guest decides whether it answers, the host may not do so before.
    const files = stateOf(application).place === undefined ? { files: declarationOf(path, options) } : {};
    Server.add(server, 'GET', url, [staticFiles(path, options)], { mounted: true, ...files });
  } else if (typeof operation === 'function') {
    custom(application, url, operation as Handler & Kind, undefined, server);
  } else if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) {
    throw new TypeError(`The handler of ${url} endpoint is not supported.`);
  } else if (typeof (operation as Kind).createOperation === 'function') {
    made(application, url, operation as Kind, server);
  } else {
    service(application, url, operation as Kind, server);
  }
}

function custom({ environment }: Application, url: string, handler: Handler & Kind, method: unknown, server: unknown): void {
  const middleware = middlewareOf(url, handler.middleware) ?? [];
  const description = typeof handler['description'] === 'string' ? { operation: { description: handler['description'] } } : {};
  add(server, handler, methodOf(url, method ?? handler.method), url, [...middleware, handler.bind(environment)], description);
}

function made(application: Application, url: string, operation: Kind, server: unknown): void {
  const handler = operation.createOperation?.();
  if (typeof handler === 'function') {
    custom(application, url, handler as Handler & Kind, operation.method, server);
  } else if (typeof handler === 'object' && handler !== null && typeof (handler as Kind).createOperation !== 'function') {
    stateOf(application).features?.apply(url, handler, server);
    service(application, url, handler as Kind, server);
  } else {
    throw new TypeError(`The handler of ${url} endpoint is not supported.`);
  }
}

function service(application: Application, url: string, operation: Kind, server: unknown): void {
  if (typeof operation.handler !== 'function') {
    throw new TypeError(`The handler of ${url} endpoint is not supported. It has no handler (expected: a function (…, callback))`);
  }
  const ready = new Service(url, operation as unknown as Operation, surroundings(application));
  const handler: Handler = (request, response, next) => {
    ready.run(request, response, next);
  };
  add(server, operation, ready.method, url, [...ready.middleware, handler], { operation: ready.description, final: true });
}

function surroundings(application: Application): Surroundings {
  const { environment, validator } = application;
  return {
    environment,
    validator: typeof validator === 'function' ? (validator as Validator) : undefined,
    draft: draftOf(validator),
    callback: (operation, response) => application.createResponseCallback(operation, response),
  };
}

/** What tunes the server; undefined for what does not. */
function tunerOf(given: unknown): Tuner | undefined {
  if (Array.isArray(given) && given.length > 0) {
    return (server) => server.use(...(given as unknown[]));
  }
  return typeof given === 'function' ? (given as Tuner) : undefined;
}

function configure(application: Application, configuration: unknown, name: string, server: Server): void {
  if (typeof configuration === 'function') {
    configuration.call(application.operations, server);
  } else if (typeof configuration === 'object' && configuration !== null) {
    Object.assign(application.operations, configuration);
  } else if (configuration !== undefined && configuration !== null) {
    throw new TypeError(`app.configurations.${name}: ${String(configuration)} (expected: operations by URL, or a function (server))`);
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
