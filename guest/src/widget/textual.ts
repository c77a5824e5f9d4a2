import { parse, stringify } from '../host/primordials';
import type { ExpressResponse } from '../express/response';
import { plainScript } from '../modules/compile';
import { own } from '../modules/files';
import { createHelper } from './helpers';
import { BackendRegistrator, type Handler, type Service } from './registrator';
import type { ServiceRequest } from './request';

/**
 * Backends of release 7.0.3 and later: a plain script, in which a global `register` is given the services as text. What these call is global
 * as well, takes and gives text, and is called by `apply`.
 */

const FORM = 'async function execute(query, headers) { ... }';
const EXECUTE = /^\s*async\s+function\s+execute\s*\(\s*query\s*,\s*headers\s*\)\s*\{[^]*\}\s*;?\s*$/;

type Execute = (query: unknown, headers: unknown) => unknown;
type Global = Record<string, unknown>;

/** Is thrown where a script turns out to be one of these, at its first call: it is then evaluated as what it is. */
const TURNS_OUT = new Error('register: this script is evaluated again');

/**
 * Runs what evaluates the backend as a module, with a global `register` that tells whether it is no module.
 *
 * @returns what `evaluate` does; undefined where the script is one of these
 */
export function unlessTextual<T>(evaluate: () => T): T | undefined {
  let called = false;
  const global = globalThis as unknown as Global;
  global['register'] = (): never => {
    called = true;
    throw TURNS_OUT;
  };
  try {
    const exported = evaluate();
    return called && typeof exported !== 'function' ? undefined : exported;
  } catch (error) {
    if (called) {
      return undefined;
    }
    throw error;
  } finally {
    delete global['register'];
  }
}

/** Evaluates the script, and the services that it registers. */
export function textualServices(entry: string, addon: string): readonly Service[] {
  const global = globalThis as unknown as Global;
  const registrator = new BackendRegistrator();
  const texts = new Map<string, string>();
  global['register'] = (name: unknown, method?: unknown, source?: unknown): void => {
    const short = source === undefined && typeof method === 'string' && EXECUTE.test(method);
    const text = short ? method : source;
    const verb = short ? 'GET' : method;
    if (typeof text !== 'string' || !EXECUTE.test(text)) {
      throw wrong(`the body of the service '${String(name)}' is not of the form that it must have`);
    }
    registrator.register(name, verb, later);
    texts.set(`${String(verb ?? 'GET').toUpperCase()} ${String(name).toUpperCase()}`, text);
  };
  callables(global, addon);
  const scope = plainScript(entry, own);
  return BackendRegistrator.close(registrator).map((service) => {
    const text = texts.get(`${service.method} ${service.name.toUpperCase()}`) as string;
    let execute: Execute;
    try {
      execute = scope(text.replace(/;?\s*$/, '')) as Execute;
    } catch (error) {
      throw wrong(`the service '${service.name}': ${String(error)}`);
    }
    return { ...service, handler: handlerOf(execute) };
  });
}

function later(): void {
  // Its place is taken by the function that the text is.
}

function wrong(why: string): Error {
  return new Error(`Error registering service: ${why}. Expected format: ${FORM}`);
}

function handlerOf(execute: Execute): Handler {
  return async (req: ServiceRequest, res: ExpressResponse): Promise<void> => {
    answer(res, await execute({ ...req.query }, { ...req.headers }));
  };
}

/** What it gave is JSON text; anything else goes as `res.send` has it. */
function answer(res: ExpressResponse, given: unknown): void {
  if (typeof given === 'string' && isJson(given)) {
    res.type('json').send(given);
  } else {
    res.send(given);
  }
}

function isJson(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a service calls, as globals: `doGet.apply(undefined, ['manager', url, options], …)`. */
function callables(global: Global, addon: string): void {
  const helper = createHelper(false);
  const logger = helper.Logger(addon);
  global['logger'] = (method: unknown, message: unknown): void => {
    const write = Object.hasOwn(logger, String(method)) ? logger[String(method)] : logger['info'];
    write?.(message);
  };
  const targets: Record<string, object> = { manager: helper.Manager, request: helper.Request };
  for (const name of ['call', 'doGet', 'doGetFull', 'doPost', 'doDelete', 'doPut', 'doPatch']) {
    const options = name === 'call' ? 2 : 1;
    global[name] = async (target: unknown, ...args: unknown[]): Promise<string> => {
      try {
        const calls = (Object.hasOwn(targets, String(target)) ? targets[String(target)] : undefined) as Record<string, (...given: unknown[]) => unknown> | undefined;
        const call = calls?.[name];
        if (call === undefined) {
          throw new TypeError(`'${String(target)}' has no ${name} (expected: 'manager' or 'request'; doGetFull is the manager's)`);
        }
        const given = args.slice(0, options + 1);
        if (typeof given[options] === 'string') {
          given[options] = parse(given[options]);
        }
        return stringify(await call(...given)) ?? 'null';
      } catch (error) {
        return `Error while calling ${name} ${String(args[options - 1])}: ${messageOf(error)}`;
      }
    };
  }
}

function messageOf(error: unknown): string {
  const message = (Object(error) as { message?: unknown }).message;
  return typeof message === 'string' && message !== '' ? message : String(error);
}
