import type { FileOptions } from '../web/files';
import type { Next } from '../web/express';
import type { Request, Response } from './request';

export type { Next };
export type Path = string | RegExp | readonly (string | RegExp)[];
export type Handler = (request: Request, response: Response, next: Next) => unknown;
/** Hears of what others have thrown, or passed on. */
export type ErrorHandler = (error: any, request: Request, response: Response, next: Next) => unknown;
/** Those that hear of requests, in lists of any depth. */
export type Passing = Handler | readonly Passing[];
export type Handlers = Handler | ErrorHandler | readonly Handlers[];
export type ParameterHandler = (request: Request, response: Response, next: Next, value: any, name: string) => unknown;

export type Route = Record<'all' | 'get' | 'post' | 'put' | 'delete' | 'patch' | 'head' | 'options', (...handlers: Passing[]) => Route>;

/** An Express application, as far as it makes sense here. Without effect, and with a warning: `address`, `close`, `dynamicHelpers`, `engine`, `helpers`, `listen`, `local`, `register`. */
export interface Server extends Handler {
  readonly settings: Record<string, unknown> | undefined;
  /** What its views and handlers share. */
  locals: Record<string, any>;
  readonly router: Handler;
  /** Handlers for all that is below a path, or for everything. A function of four arguments hears of errors. */
  use(...handlers: Passing[]): this;
  use(path: Path, ...handlers: Passing[]): this;
  use(...handlers: (Path | Handlers)[]): this;
  /** The setting of that name. */
  get(name: string): any;
  get(path: Path, ...handlers: [Passing, ...Passing[]]): this;
  post(path: Path, ...handlers: Passing[]): this;
  put(path: Path, ...handlers: Passing[]): this;
  delete(path: Path, ...handlers: Passing[]): this;
  del(path: Path, ...handlers: Passing[]): this;
  patch(path: Path, ...handlers: Passing[]): this;
  head(path: Path, ...handlers: Passing[]): this;
  options(path: Path, ...handlers: Passing[]): this;
  all(path: Path, ...handlers: Passing[]): this;
  route(path: Path): Route;
  /** Hears of the value of a parameter, before the handlers. */
  param(name: string | readonly string[], handler: ParameterHandler): this;
  set(name: string): any;
  set(name: string, value: unknown): this;
  enable(name: string): this;
  disable(name: string): this;
  enabled(name: string): boolean;
  disabled(name: string): boolean;
  /** Calls a function at once, if it is for every environment, or for that of the application. */
  configure(tune: (this: Server) => void): this;
  configure(environment: string, tune: (this: Server) => void): this;
  /** The one event that there is. */
  on(event: 'mount', listener: (parent: Server) => void): this;
  once(event: 'mount', listener: (parent: Server) => void): this;
  /** Where it is mounted in others. */
  path(): string;
  /** Hears of errors behind all routes. */
  error(handler: ErrorHandler): this;
  /** @throws {Error} there are no engines for views here */
  render(view: string, ...args: unknown[]): never;
  listen(...args: unknown[]): this;
  address(...args: unknown[]): this;
  close(...args: unknown[]): this;
  dynamicHelpers(...args: unknown[]): this;
  engine(...args: unknown[]): this;
  helpers(...args: unknown[]): this;
  local(...args: unknown[]): this;
  register(...args: unknown[]): this;
}

export interface RouterOptions {
  readonly mergeParams?: boolean;
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

export interface ParserOptions {
  /** The types that are its own: `json`, `text/*`, `+json`, several, or a function. */
  readonly type?: string | readonly string[] | ((request: Request) => unknown);
  /** Sees the bytes before they are parsed; what it throws is answered 403, or with its own `status`. */
  readonly verify?: (request: Request, response: Response, bytes: Uint8Array, charset: string | null) => void;
  /** Most bytes, a number or `100kb`; 413. */
  readonly limit?: number | string;
  /** JSON: objects and arrays alone. */
  readonly strict?: boolean;
  /** Forms: whether names with brackets mean objects and lists; true unless said. */
  readonly extended?: boolean;
  readonly reviver?: (this: unknown, key: string, value: unknown) => unknown;
  /** Texts: where the request names none. */
  readonly defaultCharset?: string;
}

/** `require('express')`: makes servers and routers, and has the middleware that applications use. */
export interface Express {
  (...middleware: Handler[]): Server;
  createServer(...middleware: Handler[]): Server;
  Router: { (options?: RouterOptions): Server; new (options?: RouterOptions): Server };
  /** JSON, forms, and forms with files. */
  bodyParser(options?: ParserOptions): Handler;
  json(options?: ParserOptions): Handler;
  urlencoded(options?: ParserOptions): Handler;
  multipart(options?: ParserOptions): Handler;
  raw(options?: ParserOptions): Handler;
  text(options?: ParserOptions): Handler;
  /** Nothing: queries are read when they are asked for. */
  query(): Handler;
  /** With a secret, or several, it reads signed cookies; others are there without it. */
  cookieParser(secret?: string | readonly string[]): Handler;
  /** The files below a folder of the add-on; what it does not have is passed on. */
  static(path: string, options?: FileOptions): Handler;
  readonly application: object;
  readonly request: object;
  readonly response: object;
}
