import { kindOf } from '../log/kind';
import { exports as packageExports, imports as packageImports } from 'resolve.exports';
import { serviceModule } from '../services/modules';
import { builtin, hostModule } from './builtins';
import { compile } from './compile';
import type { Files } from './files';
import { folderOf, join } from '../host/paths';
import { advised } from '../log/stack';
import { jsonError } from './syntax';

/** A module of the add-on. */
interface Module {
  readonly id: string;
  exports: any;
  loaded: boolean;
}

const EXTENSIONS = ['', '.js', '.ts', '.json', '.mjs', '.cjs', '.mts', '.cts', '.tsx', '.jsx'];
/** Node's modules that reach the host's machine. */
export const OF_THE_HOST: ReadonlySet<string> = new Set(
  'child_process cluster dgram dns http2 https inspector module perf_hooks readline repl tls v8 vm wasi worker_threads'.split(' '),
);

/** What differs between loaders. */
export interface Loading {
  readonly files: Files;
  /** Modules that are no files; undefined for what is none of them. What it throws is what `require` throws. */
  readonly provided: (name: string) => unknown;
  /** Whether ES modules become strict code, as they are elsewhere. */
  readonly strict: boolean;
  /** Where a package has no variant for Node that loads here, whether its variant for browsers is tried. */
  readonly browsers: boolean;
}

/** What a package's manifest says of its files. */
interface PackageJson {
  readonly main?: unknown;
  readonly browser?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

type ReadMap = (manifest: PackageJson, name: string, conditions: { require: boolean; browser: boolean }) => unknown;

/**
 * Modules out of files: CommonJS, `define`, ES modules and TypeScript, all as CommonJS in the end. Instances are the loader's own.
 *
 * @see {@link ./transform} for what happens to ES modules and TypeScript
 */
export class Loader {
  readonly #modules = new Map<string, Module>();
  readonly #manifests = new Map<string, PackageJson | undefined>();
  /** What a name led to in a folder, by both: handlers require where they need it, again and again. */
  readonly #found = new Map<string, Module>();
  readonly #loading: Loading;

  constructor(loading: Loading) {
    this.#loading = loading;
  }

  /** Evaluates the entry script; returns what it exports. */
  entry(path: string): unknown {
    return this.#load(path).exports;
  }

  /** What `require(request)` gives to a script in `folder`. */
  require(request: unknown, folder: string): unknown {
    if (typeof request !== 'string' || request === '') {
      throw new TypeError(`require: ${request === '' ? 'an empty text' : kindOf(request)} (expected: the name of a module, such as './notes')`);
    }
    const provided = this.#given(request);
    if (provided !== undefined) {
      return provided === NOTHING ? null : provided;
    }
    const place = `${folder}\0${request}`;
    let module = this.#found.get(place);
    if (module === undefined) {
      module = this.#find(request, folder);
      if (module.loaded) {
        this.#found.set(place, module);
      }
    }
    return module.exports;
  }

  /** What is in no file: of the host, of the style, of Node. */
  #given(request: string): unknown {
    if (request === 'annex' || request.startsWith('annex/')) {
      const module = hostModule(request);
      if (module === undefined) {
        throw notFound(request, "Names that begin with 'annex' are the host's own modules, and there is none of this name.");
      }
      return module;
    }
    if (!/^[./#]/.test(request)) {
      const service = serviceModule(request);
      if (service !== undefined) {
        return service;
      }
    }
    return this.#loading.provided(request) ?? builtin(request);
  }

  #find(request: string, folder: string): Module {
    const path = this.#resolve(request, folder, false);
    if (path === undefined) {
      throw notFound(request, advice(request));
    }
    try {
      return this.#load(path);
    } catch (error) {
      const other = this.#loading.browsers && needsHost(error) ? this.#resolve(request, folder, true) : undefined;
      if (other === undefined || other === path) {
        throw error;
      }
      return this.#load(other);
    }
  }

  #locate(request: unknown, folder: string): string {
    const name = String(request);
    if (this.#given(name) !== undefined) {
      return name;
    }
    const path = this.#resolve(name, folder, false);
    if (path === undefined) {
      throw notFound(name, advice(name));
    }
    return path;
  }

  #resolve(request: string, folder: string, browser: boolean): string | undefined {
    if (request.startsWith('/') || request === '.' || request === '..' || request.startsWith('./') || request.startsWith('../')) {
      return this.#file(join(folder, request), browser);
    }
    for (let at = folder; ; at = folderOf(at)) {
      const found = request.startsWith('#')
        ? this.#mapped(at, request, browser, packageImports)
        : this.#inPackage(`${at === '/' ? '' : at}/node_modules`, request, browser);
      if (found !== undefined || at === '/') {
        return found;
      }
    }
  }

  #inPackage(packages: string, request: string, browser: boolean): string | undefined {
    const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(request) ?? [];
    const folder = `${packages}/${name}`;
    if (name === undefined || this.#loading.files.stat(folder) !== 'dir') {
      return undefined;
    }
    if (this.#manifest(folder)?.exports !== undefined) {
      return this.#mapped(folder, rest === undefined ? '.' : `.${rest}`, browser, packageExports);
    }
    return this.#file(rest === undefined ? folder : folder + rest, browser);
  }

  /** What the `exports` or `imports` of the package in a folder say of a name. */
  #mapped(folder: string, name: string, browser: boolean, read: ReadMap): string | undefined {
    const manifest = this.#manifest(folder);
    if (manifest === undefined) {
      return undefined;
    }
    try {
      const target = (read(manifest, name, { require: true, browser }) as readonly string[] | undefined)?.[0];
      if (target === undefined) {
        return undefined;
      }
      return target.startsWith('.') ? this.#file(join(folder, target), browser) : this.#resolve(target, folder, browser);
    } catch {
      return undefined;
    }
  }

  #manifest(folder: string): PackageJson | undefined {
    const { files } = this.#loading;
    const path = join(folder, 'package.json');
    if (!this.#manifests.has(path)) {
      this.#manifests.set(path, files.stat(path) === 'file' ? (JSON.parse(files.text(path)) as PackageJson) : undefined);
    }
    return this.#manifests.get(path);
  }

  #file(path: string, browser: boolean): string | undefined {
    const stat = (file: string): string => this.#loading.files.stat(file);
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
    const manifest = this.#manifest(path);
    const main = browser && typeof manifest?.browser === 'string' ? manifest.browser : manifest?.main;
    const found = typeof main === 'string' && join(path, main) !== path ? this.#file(join(path, main), browser) : undefined;
    if (found !== undefined) {
      return found;
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
      const { files } = this.#loading;
      if (path.endsWith('.json')) {
        module.exports = json(files.text(path), files.name(path));
      } else {
        this.#run(compile(path, this.#loading), module);
      }
      module.loaded = true;
      return module;
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
  }

  #run(wrapper: (...given: unknown[]) => void, module: Module): void {
    const folder = folderOf(module.id);
    const require = (request: unknown): unknown => this.require(request, folder);
    require.resolve = (request: unknown): string => this.#locate(request, folder);
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
    wrapper.call(module.exports, module.exports, require, module, module.id, folder, define);
  }
}

/** What a platform gives for a module whose value is null. */
export const NOTHING = Symbol('null');

/** What to do about a module that is not there. */
function advice(request: string): string {
  if (/^[./]/.test(request)) {
    return 'The path is looked up in the add-on, with .js, .ts, .json, .mjs, .cjs and as a folder with an index file.';
  }
  return isOfHost(request)
    ? 'Add-ons have no access to the machine; Node\'s modules that need it are not provided.'
    : `It is no module of the platform, and there is no node_modules/${request} in the add-on.`;
}

/** The error of a module that is not there; `what` tells the author of the add-on what to do. */
export function notFound(request: string, what: string): Error {
  const error = Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND', request });
  advised.set(error, what);
  return error;
}

/** Whether an error says that one of Node's modules which reach the host was required. */
function needsHost(error: unknown): boolean {
  const { code, request } = error as { code?: unknown; request?: unknown };
  return error instanceof Error && code === 'MODULE_NOT_FOUND' && typeof request === 'string' && isOfHost(request);
}

function isOfHost(request: string): boolean {
  return OF_THE_HOST.has(request.replace(/^node:/, '').split('/', 1)[0] as string);
}

function json(source: string, name: string): unknown {
  const text = source.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw jsonError(error, name, text);
  }
}
