import type { StaticFilesEndpoint } from './application';
import type { Handler } from './server';
import type { Request, Response } from './request';

/** What `this` is in the handler of a service operation: the fields of the environment, and the request. */
export type OperationContext<Environment = unknown> = Environment & {
  readonly request: Request;
  /** Of a long-running operation. */
  readonly taskId?: string;
};

/** Answers; what comes after the first call is ignored, and logged. */
export type Callback<T = any> = (value?: T, status?: number, headers?: Readonly<Record<string, unknown>>) => void;

/** How a parameter is read: from the route, the query or the body. */
export interface Parameter {
  /** For an absent value; without it such a request is answered 400. */
  readonly default?: unknown;
  /** Whether a text is read as JSON, or by a function. */
  readonly deserialize?: boolean | ((text: string) => unknown);
  /** Whether it is a header's. */
  readonly isHeader?: boolean;
  /** Of JSON Schema, draft 3 unless `$schema` says another. What does not fit is answered 400. */
  readonly schema?: Schema;
  readonly description?: string;
}

export interface Schema {
  readonly $schema?: string;
  readonly type?: string | readonly (string | Schema)[] | null;
  readonly [keyword: string]: any;
}

/** Says whether a condition holds, and where it does not, with which message. */
export type Verdict = (ok: unknown, message?: string) => void;

/** In the callback's place, with `longRunning: 'manual'`. */
export interface Invocation {
  /** Answers 202, and gives the function that ends the task; nothing where it is not begun. */
  readonly beginInvoke: {
    (begun?: (end?: Callback) => void): void;
    /** @param remaining milliseconds that it will take */
    (remaining: number | null | undefined, begun?: (end?: Callback) => void): void;
  };
  /** Ends the task; before it has begun, it is the answer. */
  readonly endInvoke: Callback;
  /** It will take so many milliseconds still. */
  readonly progress: (milliseconds?: number) => void;
  readonly taskId: string;
}

export interface LongRunning {
  /** Says how many milliseconds it will take; it has the parameters, and a callback. */
  readonly appraise?: (...args: any[]) => unknown;
  readonly manual?: boolean;
  /** Seconds after which clients may ask again. */
  readonly retryAfter?: number;
}

/** A service operation. Its handler gets the parameters in their order, and the callback. */
export interface Operation<Environment = unknown> {
  /** All unless said. */
  method?: 'get' | 'post' | 'put' | 'delete' | 'del' | 'patch' | 'head' | 'options' | Uppercase<'get' | 'post' | 'put' | 'delete' | 'del' | 'patch' | 'head' | 'options'> | (string & {}) | undefined;
  description?: string;
  /** In their order. */
  params?: Readonly<Record<string, Parameter>> | null;
  /** Below status 300: whether the value goes as JSON. A function sends the answer itself. False unless said. */
  serialize?: boolean | ((this: Response, value: any) => unknown) | undefined;
  /** None with GET, the body parser otherwise, unless said. */
  middleware?: Handler | readonly (Handler | readonly Handler[])[] | null;
  handler(this: OperationContext<Environment>, ...args: any[]): unknown;
  /** With `features.codeContracts`: asked before the handler, with the parameters; 412 where it does not hold. */
  requires?(this: OperationContext<Environment>, ...args: any[]): unknown;
  /** With `features.codeContracts`: asked before the answer, with the parameters and the list of results; 400 where it does not hold. */
  ensures?(this: OperationContext<Environment>, ...args: any[]): unknown;
  /** With `features.syncHandler`: what the handler returns is the answer. */
  synchronous?: boolean;
  /** With `features.bodyParser`: the body is parsed before the middleware. */
  parseBody?: boolean;
  /** With `features.errorHandler`: whatever goes wrong is an incident. */
  handleErrors?: boolean;
  /** With a `TaskScheduler`: answered 202 with the address where the result will be; a number is seconds, after which clients may ask again. */
  longRunning?: boolean | number | 'auto' | 'manual' | LongRunning;
  /** What features of the application's own read. */
  [extension: string]: any;
}

/** An object that makes the handler. */
export interface OperationMaker {
  createOperation(): unknown;
  readonly middleware?: Operation['middleware'];
  readonly method?: Operation['method'];
}

/** A handler as Express has it, whose `this` is the environment. */
export interface CustomHandler<Environment = unknown> {
  (this: Environment, request: Request, response: Response, next: (error?: unknown) => void): unknown;
  method?: Operation['method'];
}

/** What stands behind a URL: a folder, a handler, what makes one, or a service operation. */
export type AnyOperation<Environment = unknown> = string | CustomHandler<Environment> | OperationMaker | Operation<Environment> | StaticFilesEndpoint;

/** Operations by their URLs; the first that matches answers. */
export type Operations<Environment = unknown> = {
  /** Adds what a file of the add-on exports; its path is from the root. */
  load(file: string): Operations<Environment>;
} & { [url: `/${string}`]: AnyOperation<Environment> };
