import type { FolderOptions } from '../web/files';
import type { Request } from './request';
import type { Response } from './response';

/**
 * Goes on with the next middleware or the route's handler, and gives what that returns.
 * @param error answers 500 with an incident id instead
 */
export type Next = (error?: unknown) => unknown;

/** May give a promise, which is waited for. */
export type Handler = (req: Request, res: Response, next: Next) => unknown;

/** `require('router')`. Routes are registered while the script is evaluated; the first that matches answers. */
export interface Router {
  /**
   * @param path literal segments and `:name`s, such as `/user/:id`
   * @throws {TypeError} for what is no path or no function; {Error} when the script has been evaluated
   */
  get(path: string, handler: Handler): this;
  put(path: string, handler: Handler): this;
  post(path: string, handler: Handler): this;
  delete(path: string, handler: Handler): this;
  patch(path: string, handler: Handler): this;
  options(path: string, handler: Handler): this;
  /** Middleware: runs before the handler of every route that matches, in the order of registration. */
  use(handler: Handler): this;
  /** Serves the files of a folder at a path and below it; no handler and no middleware runs. */
  files(path: string, folder: string, options?: FolderOptions): this;
}
