import { nearest } from '../log/nearest';
import { parameterOf, type Parameter, type Validator } from './parameters';
import type { Handler } from './routes';
import type { Draft } from './schema/draft03';
import type { ParameterOptions } from './templates';
import { placeOf, warn } from './warnings';

/** A service operation as an add-on describes it. */
export interface Operation {
  readonly method?: unknown;
  readonly params?: Record<string, ParameterOptions> | null;
  readonly handler: (this: unknown, ...args: unknown[]) => unknown;
  readonly serialize?: unknown;
  readonly middleware?: unknown;
  readonly description?: unknown;
}

/** What is read of a description, and of a parameter's. Features may have keys of their own, so another is no mistake unless it looks like one. */
const KEYS: readonly string[] = ['method', 'params', 'handler', 'serialize', 'middleware', 'description', 'synchronous', 'parseBody', 'handleErrors', 'createOperation'];
const PARAMETER_KEYS: readonly string[] = ['default', 'deserialize', 'isHeader', 'schema', 'description'];

/** What others call them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  parameters: 'params',
  arguments: 'params',
  args: 'params',
  query: 'params',
  verb: 'method',
  httpMethod: 'method',
  type: 'method',
  action: 'handler',
  function: 'handler',
  run: 'handler',
  execute: 'handler',
  summary: 'description',
  validate: 'schema',
  defaultValue: 'default',
  header: 'isHeader',
  parse: 'deserialize',
};

/** Says which keys of a description look like others that have a meaning, and are not read. */
export function misspeltKeys(at: string, description: object, keys: readonly string[] = KEYS): void {
  for (const key of Object.keys(description)) {
    const other = Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : undefined;
    const meant = keys.includes(key) ? undefined : other !== undefined && keys.includes(other) ? other : nearest(key, keys);
    if (meant !== undefined && !Object.hasOwn(description, meant)) {
      warn(`${placeOf(key)}: ${at}: '${key}' has no meaning here: did you mean '${meant}'?`);
    }
  }
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
  for (const [name, options] of Object.entries(params)) {
    misspeltKeys(`operation ${url}: parameter ${name}`, Object(options) as object, PARAMETER_KEYS);
  }
  return Object.keys(params).map((name) => parameterOf(url, name, params[name] as ParameterOptions, validator, draft));
}
