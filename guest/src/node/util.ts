/** Node's `util`: what shows values is Node's own, extracted; the rest from npm, with what has come since. */
import { parseArgs } from '@pkgjs/parseargs';
import { coded, invalidType, invalidValue, mustBeFunction, outOfRange } from './errors';
import { types } from './types';

interface Inspecting {
  inspect: ((value: unknown, options?: unknown) => string) & { custom: symbol; colors: Record<string, [number, number]>; defaultOptions: object };
  format(...args: unknown[]): string;
  formatWithOptions(options: object, ...args: unknown[]): string;
  stripVTControlCharacters(text: string): string;
}

const inspecting = require('node-inspect-extracted') as Inspecting;
const older = require('util') as Record<string, unknown> & { promisify: Promisify; inherits: unknown; callbackify: (fn: unknown) => unknown };
const { isDeepStrictEqual } = require('assert/build/internal/util/comparisons') as { isDeepStrictEqual(a: unknown, b: unknown): boolean };
const process = require('process') as { emitWarning(text: string, type: string, code?: string): void; env: Record<string, string>; stderr: { write(text: string): void } };
const globals = globalThis as unknown as Record<string, unknown>;

type Promisify = ((original: unknown) => unknown) & { custom: symbol };
type Function_ = (...args: any[]) => unknown;

export const { inspect } = inspecting;

const custom = Symbol.for('nodejs.util.promisify.custom');

function promisify(original: unknown): unknown {
  mustBeFunction('original', original);
  const own = (original as unknown as Record<symbol, unknown>)[custom];
  if (own !== undefined) {
    mustBeFunction('util.promisify.custom', own);
    return Object.defineProperty(own, custom, { value: own, enumerable: false, writable: false, configurable: true });
  }
  const names = (original as unknown as Record<symbol, readonly string[]>)[ARGUMENTS];
  const promised = {
    [original.name]: function (this: unknown, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        Reflect.apply(original as Function_, this, [
          ...args,
          (error: unknown, ...values: unknown[]): void => {
            if (error) {
              reject(error as Error);
            } else if (names !== undefined && values.length > 1) {
              resolve(Object.fromEntries(names.map((name, at) => [name, values[at]])));
            } else {
              resolve(values[0]);
            }
          },
        ]);
      });
    },
  }[original.name] as unknown as object;
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original) as object);
  Object.defineProperty(promised, custom, { value: promised, enumerable: false, writable: false, configurable: true });
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = custom;
const ARGUMENTS = Symbol('customPromisifyArgs');

const warned = new Set<string>();

function deprecate(fn: Function_, message: string, code?: string): unknown {
  mustBeFunction('fn', fn);
  let told = false;
  const deprecated = function (this: unknown, ...args: unknown[]): unknown {
    if (!told) {
      told = true;
      if (code === undefined || !warned.has(code)) {
        warned.add(code ?? '');
        process.emitWarning(message, 'DeprecationWarning', code);
      }
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  };
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) {
    deprecated.prototype = fn.prototype as object;
  }
  return deprecated;
}

function debuglog(set: string): unknown {
  const pattern = String(process.env['NODE_DEBUG'] ?? '');
  const enabled = pattern.split(',').some((each) => new RegExp(`^${each.trim().replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(set)) && pattern !== '';
  const logger = (...args: unknown[]): void => {
    if (enabled) {
      process.stderr.write(`${set.toUpperCase()} 1: ${inspecting.format(...args)}\n`);
    }
  };
  return Object.defineProperty(logger, 'enabled', { get: () => enabled, configurable: true, enumerable: true });
}

interface StyleOptions {
  readonly validateStream?: boolean;
  readonly stream?: unknown;
}

function styleText(format: string | readonly string[], text: unknown, options: StyleOptions = {}): string {
  if (typeof text !== 'string') {
    throw invalidType('text', 'of type string', text);
  }
  const { colors } = inspecting.inspect;
  const { validateStream = true } = options;
  if (typeof validateStream !== 'boolean') {
    throw invalidType('options.validateStream', 'of type boolean', validateStream);
  }
  let open = '';
  let close = '';
  const formats = Array.isArray(format) ? (format as readonly string[]) : [format as string];
  for (const name of formats) {
    if (name === 'none') {
      continue;
    }
    const code = colors[name];
    if (code === undefined) {
      throw invalidValue('format', name, `must be one of: ${Object.keys(colors).map((each) => `'${each}'`).join(', ')}`);
    }
    open += `\u001b[${code[0]}m`;
    close = `\u001b[${code[1]}m${close}`;
  }
  // What goes to the log is no terminal.
  return validateStream && formats.length > 0 ? text : `${open}${text}${close}`;
}

function callbackify(original: unknown): unknown {
  mustBeFunction('original', original);
  const made = {
    [`${original.name}Callbackified`]: function (this: unknown, ...args: unknown[]): void {
      const callback = args.pop();
      mustBeFunction('last argument', callback);
      (Reflect.apply(original as Function_, this, args) as Promise<unknown>).then(
        (value) => {
          queue(() => callback(null, value));
        },
        (reason: unknown) => {
          const error = reason || coded(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value', { reason });
          queue(() => callback(error));
        },
      );
    },
  }[`${original.name}Callbackified`] as unknown as object;
  return Object.defineProperty(made, 'length', { value: original.length + 1, configurable: true });
}

const { nextTick: queue } = require('process') as { nextTick(callback: () => void): void };

interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(event: string, listener: () => void, options?: object): void;
}

function aborted(signal: Signal | undefined, resource: unknown): Promise<void> {
  if (signal === undefined || !('aborted' in Object(signal))) {
    return Promise.reject(invalidType('signal', 'an instance of AbortSignal', signal));
  }
  if (typeof resource !== 'object' || resource === null) {
    return Promise.reject(invalidType('resource', 'of type object', resource));
  }
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => {
        signal.addEventListener('abort', resolve as () => void, { once: true });
      });
}

function parseEnv(content: unknown): Record<string, string> {
  if (typeof content !== 'string') {
    throw invalidType('content', 'of type string', content);
  }
  const found: Record<string, string> = {};
  const LINE = /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)[^\S\n]*=[^\S\n]*("(?:[^"])*"|'(?:[^'])*'|`(?:[^`])*`|[^\n#]*)?[^\S\n]*(?:#.*)?$/gm;
  for (const [, name = '', value = ''] of content.replaceAll('\r\n', '\n').matchAll(LINE)) {
    const text = value.trim();
    const quote = text[0];
    const quoted = text.length > 1 && (quote === '"' || quote === "'" || quote === '`') && text.endsWith(quote);
    const plain = quoted ? text.slice(1, -1) : text;
    found[name] = quoted && quote === '"' ? plain.replaceAll('\\n', '\n') : plain;
  }
  return found;
}

function inherits(child: unknown, parent: unknown): void {
  for (const [name, value] of [['ctor', child], ['superCtor', parent]] as const) {
    if (value === undefined || value === null) {
      throw invalidType(name, 'of type function', value);
    }
  }
  if ((parent as { prototype?: object }).prototype === undefined) {
    throw invalidType('superCtor.prototype', 'of type object', undefined);
  }
  Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf((child as { prototype: object }).prototype, (parent as { prototype: object }).prototype);
}

/** Numbers of errors as Linux has them, by name. */
const ERRNO: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [-1, 'operation not permitted'],
  ENOENT: [-2, 'no such file or directory'],
  EIO: [-5, 'i/o error'],
  EAGAIN: [-11, 'resource temporarily unavailable'],
  ENOMEM: [-12, 'not enough memory'],
  EACCES: [-13, 'permission denied'],
  EBUSY: [-16, 'resource busy or locked'],
  EEXIST: [-17, 'file already exists'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EINVAL: [-22, 'invalid argument'],
  EMFILE: [-24, 'too many open files'],
  ENOSPC: [-28, 'no space left on device'],
  EROFS: [-30, 'read-only file system'],
  EPIPE: [-32, 'broken pipe'],
  ENOTEMPTY: [-39, 'directory not empty'],
  EADDRINUSE: [-98, 'address already in use'],
  ECONNABORTED: [-103, 'software caused connection abort'],
  ECONNRESET: [-104, 'connection reset by peer'],
  ETIMEDOUT: [-110, 'connection timed out'],
  ECONNREFUSED: [-111, 'connection refused'],
  EHOSTUNREACH: [-113, 'host is unreachable'],
  ECANCELED: [-125, 'operation canceled'],
};

function systemError(error: unknown): [string, string] | undefined {
  if (typeof error !== 'number') {
    throw invalidType('err', 'of type number', error);
  }
  if (!Number.isInteger(error) || error >= 0) {
    throw outOfRange('err', 'a negative integer', error);
  }
  const found = Object.entries(ERRNO).find(([, [number]]) => number === error);
  return found === undefined ? undefined : [found[0], found[1][1]];
}

function toUSVString(value: unknown): string {
  return (String(value) as unknown as { toWellFormed(): string }).toWellFormed();
}

function diff(actual: unknown, expected: unknown): [number, string][] {
  if (isDeepStrictEqual(actual, expected)) {
    return [];
  }
  const a = typeof actual === 'string' ? [...actual] : (actual as string[]);
  const b = typeof expected === 'string' ? [...expected] : (expected as string[]);
  const rows = a.map(() => new Uint32Array(b.length + 1));
  rows.push(new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      (rows[i] as Uint32Array)[j] = a[i] === b[j] ? ((rows[i + 1] as Uint32Array)[j + 1] as number) + 1 : Math.max((rows[i + 1] as Uint32Array)[j] as number, (rows[i] as Uint32Array)[j + 1] as number);
    }
  }
  const found: [number, string][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push([0, a[i] as string]);
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || ((rows[i + 1] as Uint32Array)[j] as number) >= ((rows[i] as Uint32Array)[j + 1] as number))) {
      found.push([1, a[i++] as string]);
    } else {
      found.push([-1, b[j++] as string]);
    }
  }
  return found;
}

interface Arguments {
  readonly args?: readonly string[];
  readonly options?: Readonly<Record<string, { readonly type?: string }>>;
  readonly allowNegative?: boolean;
}

/** As npm has it, with what has come since: `--no-` before the name of a switch. */
function parsed(given: Arguments = {}): unknown {
  const { args = [], options = {}, allowNegative = false } = given;
  const negative = (arg: string): string | undefined => {
    const name = arg.startsWith('--no-') ? arg.slice(5) : undefined;
    return name !== undefined && allowNegative && options[name]?.type === 'boolean' && !Object.hasOwn(options, `no-${name}`) ? name : undefined;
  };
  const end = args.indexOf('--');
  const switches = end < 0 ? args : args.slice(0, end);
  const last = new Map<string, boolean>();
  for (const arg of switches) {
    const name = negative(arg);
    if (name !== undefined) {
      last.set(name, false);
    } else if (arg.startsWith('--')) {
      last.set(arg.slice(2), true);
    }
  }
  try {
    const result = parseArgs({ ...given, args: [...switches.map((arg) => (negative(arg) === undefined ? arg : `--${String(negative(arg))}`)), ...args.slice(switches.length)] }) as { values: Record<string, unknown> };
    for (const [name, value] of last) {
      if (!value) {
        result.values[name] = false;
      }
    }
    return result;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw code?.startsWith('ERR_PARSE_ARGS') === true ? coded(TypeError, code, message) : error;
  }
}

const isError = (value: unknown): boolean => types['isNativeError']?.(value) === true || value instanceof Error;

export const util: Record<string, unknown> = {
  ...Object.fromEntries(['isArray', '_extend'].map((name) => [name, older[name]])),
  isArray: Array.isArray,
  isError,
  get TextEncoder() {
    return globals['TextEncoder'];
  },
  get TextDecoder() {
    return globals['TextDecoder'];
  },
  aborted,
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  diff,
  format: inspecting.format,
  formatWithOptions: inspecting.formatWithOptions,
  getCallSites: (): object[] => [],
  getSystemErrorMessage: (error: unknown): string | undefined => systemError(error)?.[1],
  getSystemErrorName: (error: unknown): string => systemError(error)?.[0] ?? `Unknown system error ${String(error)}`,
  getSystemErrorMap: (): Map<number, [string, string]> => new Map(Object.entries(ERRNO).map(([name, [number, text]]) => [number, [name, text]])),
  inherits,
  inspect,
  isDeepStrictEqual,
  parseArgs: parsed,
  parseEnv,
  promisify,
  stripVTControlCharacters: inspecting.stripVTControlCharacters,
  styleText,
  toUSVString,
  types,
};


for (const [name, error] of [['transferableAbortController', 'AbortController'], ['transferableAbortSignal', 'an AbortSignal']] as const) {
  util[name] = name.endsWith('Controller') ? (): unknown => new (globals['AbortController'] as new () => object)() : (signal: unknown): unknown => signal ?? error;
}

