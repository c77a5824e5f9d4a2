import { exports as packageExports } from 'resolve.exports';
import { callText, settings } from '../boundary/host';
import { builtin } from './builtins';
import { folderOf, join } from './paths';
import { advised, register } from './stack';
import { jsonError, syntaxError } from './syntax';
import { importsDynamically, needsTransform, speaksOfModules, transform } from './transform';

/** A module of the add-on. */
interface Module {
  readonly id: string;
  exports: any;
  loaded: boolean;
}

type Wrapper = (exports: unknown, require: unknown, module: Module, filename: string, dirname: string, define: unknown) => void;

const WRAPPER = '(function (exports, require, module, __filename, __dirname, define) {';
const EXTENSIONS = ['', '.js', '.ts', '.json', '.mjs', '.cjs', '.mts', '.cts', '.tsx', '.jsx'];
const evaluate = globalThis.eval;
/** Node's modules that reach the host's machine. */
const OF_THE_HOST = new Set(
  'child_process cluster dgram dns fs http http2 https inspector module net os perf_hooks readline repl tls tty v8 vm wasi worker_threads zlib'.split(' '),
);

/**
 * The add-on's modules: CommonJS, `define`, ES modules and TypeScript, all as CommonJS in the end. One loader an isolate.
 *
 * @see {@link ./transform} for what happens to ES modules and TypeScript
 */
export class Loader {
  readonly #modules = new Map<string, Module>();
  readonly #platform: (name: string) => unknown;

  /** @param platform gives the style's own modules, undefined for what is none */
  constructor(platform: (name: string) => unknown) {
    this.#platform = platform;
  }

  /** Evaluates the entry script; returns what it exports. */
  entry(path: string): unknown {
    return this.#load(path).exports;
  }

  #require(request: unknown, from: string): unknown {
    if (typeof request !== 'string' || request === '') {
      throw new TypeError('require: the name of a module must be a text');
    }
    const platform = this.#platform(request) ?? builtin(request);
    if (platform !== undefined) {
      return platform === NOTHING ? null : platform;
    }
    const path = this.#resolve(request, folderOf(from));
    if (path === undefined) {
      const error = Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
      advised.set(error, advice(request));
      throw error;
    }
    return this.#load(path).exports;
  }

  #resolve(request: string, folder: string): string | undefined {
    if (request.startsWith('/') || request === '.' || request === '..' || request.startsWith('./') || request.startsWith('../')) {
      return this.#file(join(folder, request));
    }
    for (let at = folder; ; at = folderOf(at)) {
      const found = this.#inPackage(`${at === '/' ? '' : at}/node_modules`, request);
      if (found !== undefined || at === '/') {
        return found;
      }
    }
  }

  #inPackage(packages: string, request: string): string | undefined {
    const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(request) ?? [];
    const folder = `${packages}/${name}`;
    if (name === undefined || stat(folder) !== 'dir') {
      return undefined;
    }
    const manifest = stat(`${folder}/package.json`) === 'file' ? JSON.parse(callText('source', `${folder}/package.json`)) : {};
    if (manifest.exports !== undefined) {
      try {
        const targets = packageExports(manifest, rest === undefined ? '.' : `.${rest}`, { require: true });
        return targets?.[0] === undefined ? undefined : this.#file(join(folder, targets[0]));
      } catch {
        return undefined;
      }
    }
    return this.#file(rest === undefined ? folder : folder + rest);
  }

  #file(path: string): string | undefined {
    for (const extension of EXTENSIONS) {
      if (stat(path + extension) === 'file') {
        return path + extension;
      }
    }
    // TypeScript's authors write the name that the compiled file would have.
    const compiled = /^(.*)\.([mc]?)js(x?)$/.exec(path);
    if (compiled !== null) {
      const typed = `${compiled[1]}.${compiled[2]}ts${compiled[3]}`;
      if (stat(typed) === 'file') {
        return typed;
      }
    }
    if (stat(path) !== 'dir') {
      return undefined;
    }
    if (stat(`${path}/package.json`) === 'file') {
      const { main } = JSON.parse(callText('source', `${path}/package.json`)) as { main?: string };
      const found = main === undefined ? undefined : this.#file(join(path, main));
      if (found !== undefined) {
        return found;
      }
    }
    for (const extension of EXTENSIONS) {
      if (extension !== '' && stat(`${path}/index${extension}`) === 'file') {
        return `${path}/index${extension}`;
      }
    }
    return undefined;
  }

  #load(path: string): Module {
    const known = this.#modules.get(path);
    if (known !== undefined) {
      return known;
    }
    const module: Module = { id: path, exports: {}, loaded: false };
    this.#modules.set(path, module);
    try {
      const source = callText('source', path);
      if (path.endsWith('.json')) {
        module.exports = json(source, path);
      } else {
        this.#run(compile(source, path), module);
      }
      module.loaded = true;
      return module;
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
  }

  #run(wrapper: Wrapper, module: Module): void {
    const require = (request: unknown): unknown => this.#require(request, module.id);
    const define = (...args: unknown[]): void => {
      const factory = args.pop();
      const names = Array.isArray(args.at(-1)) ? (args.at(-1) as string[]) : ['require', 'exports', 'module'];
      const own: Record<string, unknown> = { require, exports: module.exports, module };
      const result: unknown =
        typeof factory === 'function'
          ? factory(...names.map((name) => (Object.hasOwn(own, name) ? own[name] : require(name))))
          : factory;
      if (result !== undefined) {
        module.exports = result;
      }
    };
    define.amd = {};
    wrapper.call(module.exports, module.exports, require, module, module.id, folderOf(module.id), define);
  }
}

/** What a platform gives for a module whose value is null. */
export const NOTHING = Symbol('null');

/** What to do about a module that is not there. */
function advice(request: string): string {
  if (/^[./]/.test(request)) {
    return 'The path is looked up in the add-on, with .js, .ts, .json, .mjs, .cjs and as a folder with an index file.';
  }
  return OF_THE_HOST.has(request.replace(/^node:/, '').split('/', 1)[0] as string)
    ? 'Add-ons have no access to the machine; Node\'s modules that need it are not provided.'
    : `It is no module of the platform, and there is no node_modules/${request} in the add-on.`;
}

function stat(path: string): string {
  return callText('stat', path);
}

function json(source: string, path: string): unknown {
  const text = source.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw jsonError(error, nameOf(path), text);
  }
}

function nameOf(path: string): string {
  return settings.addon + path;
}

/** What V8's stacks call a script. */
function urlOf(path: string): string {
  return encodeURI(nameOf(path)).replace(/[()]/g, '_');
}

/** Compiles a script so that stacks name its file, line and column. */
function compile(source: string, path: string): Wrapper {
  let code = source;
  let map: string | undefined;
  try {
    if (needsTransform(path)) {
      ({ code, map } = transform(source, path));
      return wrap(code, path, map);
    }
    try {
      const compiled = wrap(code, path, map);
      if (!importsDynamically(source)) {
        return compiled;
      }
    } catch (error) {
      if (!speaksOfModules(error)) {
        throw error;
      }
      ({ code, map } = transform(source, path));
      return wrap(code, path, map);
    }
    ({ code, map } = transform(source, path, false));
    return wrap(code, path, map);
  } catch (error) {
    throw syntaxError(error, { url: urlOf(path), name: nameOf(path), source, code, shift: WRAPPER.length });
  }
}

function wrap(code: string, path: string, map: string | undefined): Wrapper {
  const url = urlOf(path);
  register(url, { addon: settings.addon, path, shift: WRAPPER.length, map: () => map ?? mapBeside(code, path) });
  // A hashbang or a byte-order mark may stand only at the very beginning of a file.
  const body = code.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  return evaluate(`${WRAPPER}${body}\n})\n//# sourceURL=${url}`) as Wrapper;
}

/** The source map that a bundler wrote into or beside its bundle. */
function mapBeside(code: string, path: string): string | undefined {
  const link = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(code)?.[1];
  if (link?.startsWith('data:')) {
    const comma = link.indexOf(',');
    return link.slice(0, comma).endsWith(';base64') ? atob(link.slice(comma + 1)) : decodeURIComponent(link.slice(comma + 1));
  }
  const file = join(folderOf(path), link ?? `${path}.map`);
  return stat(file) === 'file' ? callText('source', file) : undefined;
}
