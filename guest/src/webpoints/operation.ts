import { parameterOf, type Parameter, type Validator } from './parameters';
import type { Handler } from './routes';
import type { Draft } from './schema/draft03';
import type { ParameterOptions } from './templates';
import { warn } from './warnings';

/** A service operation as an add-on describes it. */
export interface Operation {
  readonly method?: unknown;
  readonly params?: Record<string, ParameterOptions> | null;
  readonly handler: (this: unknown, ...args: unknown[]) => unknown;
  readonly serialize?: unknown;
  readonly middleware?: unknown;
  readonly description?: unknown;
}

const METHODS: Record<string, string> = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE', del: 'DELETE', patch: 'PATCH', head: 'HEAD', options: 'OPTIONS' };

/** The method in upper case; empty for all, which is also what an unknown one means. */
export function methodOf(url: string, method: unknown): string {
  if (method === undefined || method === null || method === '') {
    return '';
  }
  const name = String(method).toLowerCase();
  if (!Object.hasOwn(METHODS, name)) {
    warn(`operation ${url}: method: ${String(method).slice(0, 40)}: it answers all (expected: ${Object.keys(METHODS).join(', ')})`);
    return '';
  }
  return METHODS[name] as string;
}

/** `middleware`: a function or a list of them; undefined for none given. */
export function middlewareOf(url: string, middleware: unknown): readonly Handler[] | undefined {
  if (middleware === undefined || middleware === null) {
    return undefined;
  }
  const all = (Array.isArray(middleware) ? middleware.flat(Infinity) : [middleware]) as unknown[];
  const wrong = all.find((each) => typeof each !== 'function');
  if (wrong !== undefined) {
    throw new TypeError(`operation ${url}: middleware: ${String(wrong)} (expected: functions (request, response, next))`);
  }
  return all as Handler[];
}

/** `params`, in their order. */
export function parametersOf(url: string, { params }: Operation, validator: Validator | undefined, draft: Draft): readonly Parameter[] {
  if (params === undefined || params === null) {
    return [];
  }
  if (typeof params !== 'object') {
    throw new TypeError(`operation ${url}: params: ${String(params)} (expected: an object, by name)`);
  }
  return Object.keys(params).map((name) => parameterOf(url, name, params[name] as ParameterOptions, validator, draft));
}
