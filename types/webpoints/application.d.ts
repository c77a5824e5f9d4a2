import type { FileOptions } from '../web/files';
import type { Feature } from './features';
import type { Callback, CustomHandler, Operation, OperationContext, Operations, Parameter } from './operations';
import type { Request, Response } from './request';
import type { Handler, Server } from './server';

/** Gets the server before the operations are registered. */
export type Tuner = (server: Server) => unknown;

/** Says what is wrong with a value: nothing, true and an empty list mean that it is good. */
export type Validator = (value: any, schema: any) => unknown;

/** An application: operations by their URLs. */
export declare class Application<Environment extends object = Record<string, any>> {
  /**
   * @param environment what `this` has in handlers
   * @param validator checks values instead of JSON Schema, or the draft of that
   */
  constructor(environment?: Environment | null, validator?: Validator | 'JSONSchema' | 'jsonschema' | 'json-schema-draft-01' | 'json-schema-draft-02' | 'json-schema-draft-03' | null);
  readonly environment: Environment;
  readonly validator: unknown;
  readonly operations: Operations<Environment>;
  /** Operations by URL, or functions that are called with the operations as `this` and the server; by the environment's name. */
  readonly configurations: Record<string, object | ((this: Operations<Environment>, server: Server) => unknown)>;
  features: Feature | readonly Feature[] | null;
  /** Called by a pool before it runs the application, with its settings. */
  main(settings?: any): unknown;
  createResponseCallback(operation: Operation<Environment>, response: Response): Callback;
  createOperation(url: string, operation: unknown, server: unknown): void;
  /** Registers all operations with an Express application. */
  exportTo(server: unknown): this;
  /** Makes the operations ready. The port is the host's affair. */
  run(port?: number | Tuner | readonly Handler[] | null, tuner?: Tuner | readonly Handler[]): this;
}

/** Several applications in one add-on: `pool[name] = app`. Each answers below its name; where there is one alone, at the add-on's mount. */
export declare class ApplicationPool {
  constructor();
  /** Adds what a file of the add-on exports; its path is from the root. */
  load(name: string, file: string): Application<any>;
  /** Runs applications by their names, each with its settings; a text names a JSON file of the add-on that has these. */
  run(settings: Readonly<Record<string, object>> | string): this;
  /** Whether an application answers; with `enabled`, from now on, in all workers. */
  appStatus(name: string, enabled?: boolean): boolean;
  [name: string]: any;
}

/** The files below a folder of the add-on: `~/` and `./` are its root. */
export declare class StaticFilesEndpoint {
  constructor(path: string, options?: FileOptions);
  readonly path: string;
  readonly options: FileOptions;
}

/** A page, or JSON, that lists operations with their descriptions. */
export interface HelpProvider {
  (request: Request, response: Response): void;
  (callback: Callback): void;
  /** @throws {Error} an add-on has no such file system */
  saveToFile(...args: unknown[]): never;
}

type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'any' | 'null' | 'object' | 'array';
type AnyType = TypeName | ArrayConstructor | ObjectConstructor | NumberConstructor | StringConstructor | BooleanConstructor | null | { readonly [keyword: string]: any };

/** A parameter of a usual type, read as JSON. */
export interface TypedParameter extends Parameter {
  readonly deserialize: true;
  readonly schema: { readonly type: any };
}

type Template = new (defaultValue?: any) => TypedParameter;

/** `require('webpoints').parameters`. */
export interface Parameters {
  readonly Primitive: new (type: AnyType, defaultValue?: any) => TypedParameter;
  readonly NumberParam: Template;
  readonly StringParam: Template;
  readonly IntegerParam: Template;
  readonly BoolParam: Template;
  readonly NullParam: Template;
  readonly ObjectParam: Template;
  readonly AnyParam: Template;
  /** Of one of several types; a list of types may have a default behind it. */
  readonly UnionParam: { new (types: readonly AnyType[], defaultValue?: any): TypedParameter; new (...types: AnyType[]): TypedParameter };
}

/** Limits a handler or an operation to one method. */
export interface Only {
  <H extends Operation<any>>(operation: H): H & { method: string };
  (handler: CustomHandler<any>): CustomHandler<any>;
}

/** `require('webpoints')`. */
export interface Webpoints {
  readonly Application: typeof Application;
  readonly ApplicationPool: typeof ApplicationPool;
  readonly OperationContext: new <E extends object>(environment: E, request: Request) => OperationContext<E>;
  readonly StaticFilesEndpoint: typeof StaticFilesEndpoint;
  /** A function that takes its arguments one by one, the callback last. */
  readonly toPlainFunction: (body: (this: any, args: any[], callback: any) => unknown) => (this: any, ...args: any[]) => unknown;
  readonly parameters: Parameters;
  /** By their reason phrases: `NotFound`, `InternalError`, … */
  readonly HttpStatusCode: Readonly<Record<string, number>> & { readonly InternalError: 500; readonly Unavailable: 503 };
  readonly get: Only;
  readonly post: Only;
  readonly put: Only;
  readonly del: Only;
  readonly features: import('./features').Features;
  readonly helpProviders: { readonly DefaultHelpProvider: { new (operations: object): HelpProvider; (operations: object): HelpProvider } };
}
