import { importsAs } from '../contexts/strings';
import { kindOf } from '../log/kind';
import { serviceModule } from '../services/modules';
import process from '../runtime/process';
import { adviceOn, needsHost } from './absent';
import { builtin, hostModule, hostModuleNames, moduleOf } from './builtins';
import { compile, type Compiled } from './compile';
import type { Files } from './files';
import { folderOf } from '../host/paths';
import { handedOut } from '../log/advice';
import { nearest } from '../log/nearest';
import { advised, cameFrom, type Sources } from '../log/stack';
import { Resolver, readJson, type Asked, type How } from './resolver';
import { EXPORTS } from './names';
import type { Named } from './transform';
import { pathOf, urlOf } from './urls';

/** A module of the add-on, as Node's code knows it too. */
interface Module {
  readonly id: string;
  readonly filename: string;
  readonly children: readonly never[];
  readonly paths: readonly never[];
  exports: any;
  loaded: boolean;
}

/** What only the loader knows of a module. */
interface State {
  /** Whether it is an ES module. */
  readonly esm: boolean;
  /** It waits for something at its top level, or for one that does. */
  readonly pending?: Promise<void> | undefined;
}

/** What differs between loaders. */
export interface Loading {
  readonly files: Files;
  /** Modules that are no files; undefined for what is none of them. What it throws is what `require` throws. */
  readonly provided: (name: string) => unknown;
  /** Whether ES modules become strict code, as they are elsewhere. */
  readonly strict: boolean;
  /** Where a package has no variant for Node that loads here, whether its variant for browsers is tried. */
  readonly browsers: boolean;
  /** What `provided` knows, for who misspells it. */
  readonly names?: () => readonly string[];
  /** By the name of a module that others have: what takes its place here, a sentence without its end. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** Where a name led to: a file's module, or what is in no file. */
type Found = { readonly module: Module } | { readonly given: unknown };

/**
 * Modules out of files: CommonJS, `define`, ES modules and TypeScript, all as CommonJS in the end. Instances are the loader's own.
 *
 * An ES module's imports are evaluated before it, in their order. Where one of them waits for something at its top level, it waits too: its body
 * runs when they are done. `require` of such a module is refused, as in Node.
 *
 * @see {@link ./transform} for what happens to ES modules and TypeScript
 */
export class Loader {
  readonly #modules = new Map<string, Module>();
  readonly #states = new WeakMap<Module, State>();
  /** What a name led to in a folder: handlers require where they need it, again and again. */
  readonly #found = new Map<string, Found>();
  readonly #namespaces = new WeakMap<object, object>();
  readonly #loading: Loading;
  readonly #resolver: Resolver;
  #main: Module | undefined;
  #nodes: unknown;

  constructor(loading: Loading) {
    this.#loading = loading;
    this.#resolver = new Resolver(loading.files);
    if (!loading.browsers) {
      process['getBuiltinModule'] = (name: unknown): unknown => this.#builtin(String(name));
    }
  }

  /**
   * Evaluates the entry script and passes on what it exports: at once, or when what it waits for at its top level is there.
   *
   * @returns what `use` returns, or a promise of that
   */
  entry<T>(path: string, use: (exports: unknown) => T | Promise<T>): T | Promise<T> {
    importsAs((request) => this.#import(request, path));
    const module = this.#load(path);
    const pending = this.#states.get(module)?.pending;
    return pending === undefined ? use(module.exports) : pending.then(() => use(module.exports));
  }

  /** What `require(request)` gives to a script in `folder`. */
  require(request: unknown, folder: string): unknown {
    if (typeof request !== 'string' || request === '') {
      throw new TypeError(`require: ${request === '' ? 'an empty text' : kindOf(request)} (expected: the name of a module, such as './notes')`);
    }
    const found = this.#find(request, folder, 'require');
    if ('given' in found) {
      return found.given;
    }
    const { module } = found;
    if (this.#states.get(module)?.pending !== undefined && !module.loaded) {
      const error = new Error(`require() cannot be used on an ES module that waits at its top level, or imports one that does: '${request}'. Use import() instead`);
      throw Object.assign(error, { code: 'ERR_REQUIRE_ASYNC_MODULE' });
    }
    const { exports } = module as { exports: unknown };
    // How ES modules say what they are to CommonJS.
    return this.#states.get(module)?.esm === true && Object.hasOwn(exports as object, EXPORTS) ? (exports as Record<string, unknown>)[EXPORTS] : exports;
  }

  /** What a name leads to; evaluates it where nobody has. */
  #find(request: string, folder: string, asked: Asked): Found {
    const place = `${asked}\0${folder}\0${request}`;
    const known = this.#found.get(place);
    if (known !== undefined) {
      return known;
    }
    const given = this.#given(request, folder, asked);
    if (given !== undefined) {
      return { given: given === NOTHING ? null : given };
    }
    const path = this.#path(request, folder, { asked, browser: false });
    if (path.startsWith('node:')) {
      return this.#find(path, folder, asked);
    }
    const found = { module: this.#loaded(path, request, folder, asked) };
    if (found.module.loaded || this.#states.get(found.module)?.pending !== undefined) {
      this.#found.set(place, found);
    }
    return found;
  }

  #loaded(path: string, request: string, folder: string, asked: Asked): Module {
    try {
      return this.#load(path);
    } catch (error) {
      const other = this.#loading.browsers && needsHost(error) ? this.#resolver.resolve(request, folder, { asked, browser: true }) : undefined;
      if (typeof other !== 'string' || other === path) {
        throw error;
      }
      return this.#load(other);
    }
  }

  /** What is in no file: of the host, of the style, of Node. */
  #given(request: string, folder: string, asked: Asked): unknown {
    const module = this.#ofHost(request, folder, asked);
    if (module !== undefined && !folder.includes('/node_modules/')) {
      handedOut(request, module);
    }
    return module;
  }

  #ofHost(request: string, folder: string, asked: Asked): unknown {
    if (request === 'annex' || request.startsWith('annex/')) {
      const module = hostModule(request) ?? this.#loading.provided(request);
      if (module === undefined) {
        const meant = nearest(request, hostModuleNames());
        throw notFound(request, `Names that begin with 'annex' are the host's own modules, and there is none of this name${meant === undefined ? '.' : `: did you mean '${meant}'?`}`);
      }
      return module;
    }
    if (!/^[./#]/.test(request)) {
      const service = serviceModule(request);
      if (service !== undefined) {
        return service;
      }
      // A package means Node's modules and its own dependencies, not what the platform calls by such a name.
      if (folder.includes('/node_modules/')) {
        const own = this.#ofPackage(request, folder, asked);
        if (own !== ASK) {
          return own;
        }
      }
    }
    const provided = this.#loading.provided(request) ?? builtin(request);
    return provided === undefined && /^(?:node:)?module$/.test(request) ? this.#moduleOfNode() : provided;
  }

  /** One of Node's; undefined for a package; {@link ASK} where there is neither. */
  #ofPackage(request: string, folder: string, asked: Asked): unknown {
    // 'buffer/' is the package, whatever Node has.
    const node = request.endsWith('/') ? undefined : builtin(request);
    if (node !== undefined) {
      return node;
    }
    return this.#resolver.resolve(request, folder, { asked, browser: false }) === undefined ? ASK : undefined;
  }

  /** One of Node's, as far as the style lets it be required. */
  #builtin(name: string): unknown {
    const bare = name.replace(/^node:/, '');
    try {
      this.#loading.provided(`node:${bare}`);
    } catch {
      return undefined;
    }
    return bare === 'module' ? this.#moduleOfNode() : builtin(bare);
  }

  /** Node's `module`, as far as it makes sense in an add-on. */
  #moduleOfNode(): unknown {
    return (this.#nodes ??= moduleOf((folder) => this.#requireIn(folder)));
  }

  /** @throws where a name leads to no file */
  #path(name: string, folder: string, how: How): string {
    const request = name.startsWith('file:') ? pathOf(name) : name;
    const path = this.#resolver.resolve(request, folder, how);
    if (path === undefined) {
      throw notFound(name, adviceOn(name, folder, this.#loading));
    }
    if (typeof path !== 'string') {
      throw Object.assign(new Error(path.message), { code: path.code });
    }
    return path;
  }

  #locate(request: unknown, folder: string, asked: Asked): string {
    const name = String(request);
    return this.#given(name, folder, asked) !== undefined ? name : this.#path(name, folder, { asked, browser: false });
  }

  #load(path: string): Module {
    const known = this.#modules.get(path);
    if (known !== undefined) {
      return known;
    }
    const module: Module = { id: path, filename: path, exports: {}, loaded: false, children: [], paths: [] };
    this.#main ??= module;
    this.#modules.set(path, module);
    try {
      if (path.endsWith('.json')) {
        module.exports = readJson(this.#loading.files, path);
      } else {
        this.#run(compile(path, this.#loading), module);
      }
      module.loaded = this.#states.get(module)?.pending === undefined;
      return module;
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
  }

  #run(compiled: Compiled, module: Module): void {
    if (!compiled.esm) {
      this.#evaluate(compiled, module, nothing);
      return;
    }
    Object.defineProperty(module.exports, '__esModule', { value: true });
    this.#states.set(module, { esm: true });
    let waits: Promise<void>[] | undefined;
    // Its functions are exported when it calls this.
    const begin = (): void => {
      if (waits === undefined) {
        waits = compiled.imports.map((name) => this.#imported(name, module)).filter((pending) => pending !== undefined);
        if (waits.length > 0) {
          throw LATER;
        }
      }
      this.#mustExport(compiled.named, module);
    };
    const done = unlessLater(() => this.#evaluate(compiled, module, begin));
    if (waits !== undefined && waits.length > 0) {
      this.#waits(
        module,
        Promise.all(waits).then(() => this.#evaluate(compiled, module, begin)),
      );
    } else if (done !== undefined) {
      this.#waits(module, done);
    }
  }

  #waits(module: Module, done: Promise<void>): void {
    const pending = done.then(() => {
      module.loaded = true;
    });
    // Whoever imports it hears of it.
    pending.catch(() => {
      this.#modules.delete(module.id);
    });
    this.#states.set(module, { esm: true, pending });
  }

  /** What a module imports by name must be exported, where that is another ES module of the add-on's; of one that is not evaluated yet, who knows. */
  #mustExport(named: Named, module: Module): void {
    if (module.id.includes('/node_modules/')) {
      return;
    }
    for (const [request, names] of Object.entries(named)) {
      const found = this.#find(request, folderOf(module.id), 'import');
      if (!('module' in found) || this.#states.get(found.module)?.esm !== true || !found.module.loaded) {
        continue;
      }
      const exports = found.module.exports as object;
      const missing = names.find((name) => !(name in exports));
      if (missing !== undefined) {
        throw notExported(this.#loading.files, module.id, request, missing, Object.keys(exports));
      }
    }
  }

  /** Evaluates what an ES module imports, if nobody has. */
  #imported(name: string, module: Module): Promise<void> | undefined {
    try {
      const found = this.#find(name, folderOf(module.id), 'import');
      return 'module' in found && !found.module.loaded ? this.#states.get(found.module)?.pending : undefined;
    } catch (error) {
      const { code, request } = error as { code?: unknown; request?: unknown };
      if (error instanceof Error && ((code === 'MODULE_NOT_FOUND' && request === name) || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED')) {
        cameFrom(error, this.#loading.files, module.id, name);
      }
      throw error;
    }
  }

  #evaluate({ wrapper, esm, awaits, amd, meta }: Compiled, module: Module, begin: () => void): Promise<void> | undefined {
    const folder = folderOf(module.id);
    const require = this.#requireIn(folder);
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
    if (amd) {
      define.amd = {};
    }
    const load = (request: unknown): Promise<unknown> => this.#import(request, module.id);
    load.of = (request: string, whole = false): unknown => this.#pick(request, module.id, whole);
    load.star = (others: Readonly<Record<string, unknown>>): void => {
      const names = Object.keys(others).filter((name) => name !== 'default' && !Object.hasOwn(module.exports as object, name));
      load.live(Object.fromEntries(names.map((name) => [name, () => others[name]])));
    };
    load.begin = begin;
    load.plain = plain;
    // A module that has begun twice has other variables.
    load.live = (exported: Readonly<Record<string, () => unknown>>): void => {
      for (const [name, get] of Object.entries(exported)) {
        Object.defineProperty(module.exports, name, { get, enumerable: true, configurable: true });
      }
    };
    const about = meta ? this.#meta(module) : undefined;
    const self: unknown = esm && this.#loading.strict ? undefined : module.exports;
    const result = wrapper.call(self, module.exports, require, module, module.id, folder, define, load, about);
    return awaits ? (result as Promise<void>) : undefined;
  }

  #requireIn(folder: string): (request: unknown) => unknown {
    const require = (request: unknown): unknown => this.require(request, folder);
    const resolve = (request: unknown): string => this.#locate(request, folder, 'require');
    resolve.paths = (): readonly string[] => [];
    return Object.assign(require, { resolve, main: this.#main, cache: {}, extensions: {} });
  }

  #meta({ id }: Module): object {
    return Object.assign(Object.create(null) as object, {
      dirname: folderOf(id),
      filename: id,
      url: urlOf(id),
      main: id === this.#main?.id,
      resolve: (request: unknown): string => {
        const found = this.#locate(request, folderOf(id), 'import');
        return found.startsWith('/') ? urlOf(found) : `node:${found.replace(/^node:/, '')}`;
      },
    });
  }

  /** What `import … from` gives to the module at a path. */
  #pick(request: string, path: string, whole: boolean): unknown {
    return this.#seen(this.#find(request, folderOf(path), 'import'), path, whole);
  }

  /** What `import()` gives to it. */
  async #import(request: unknown, path: string): Promise<unknown> {
    await undefined;
    const found = this.#find(String(request), folderOf(path), 'import');
    if ('module' in found && !found.module.loaded) {
      await this.#states.get(found.module)?.pending;
    }
    return this.#seen(found, path, true);
  }

  /**
   * What an importing module sees. Of CommonJS the default export is `module.exports`; only where the importing file is no ES module by its name or
   * by the `type` of its package, what says `__esModule` is taken at its word, as compilers and bundlers do.
   */
  #seen(found: Found, path: string, whole: boolean): unknown {
    if ('module' in found && this.#states.get(found.module)?.esm === true) {
      return found.module.exports;
    }
    const exports: unknown = 'given' in found ? found.given : found.module.exports;
    const says = typeof exports === 'object' && exports !== null && (exports as { __esModule?: unknown }).__esModule === true;
    if (says ? !this.#resolver.isModule(path) : !whole) {
      return exports;
    }
    return this.#namespace(exports);
  }

  #namespace(exports: unknown): object {
    const keyed = (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
    const known = keyed ? this.#namespaces.get(exports) : undefined;
    if (known !== undefined) {
      return known;
    }
    const namespace = {};
    Object.defineProperty(namespace, '__esModule', { value: true });
    for (const name of keyed ? Object.keys(exports) : []) {
      if (name === '__esModule') {
        continue;
      }
      Object.defineProperty(namespace, name, { enumerable: true, configurable: true, get: () => (exports as Record<string, unknown>)[name] });
    }
    Object.defineProperty(namespace, 'default', { enumerable: true, configurable: true, value: exports });
    if (keyed) {
      this.#namespaces.set(exports, namespace);
    }
    return namespace;
  }
}

/** What a module's imports come to where they wait for something. */
const LATER = Symbol('later');
/** Whoever else gives modules is to be asked. */
const ASK = Symbol('ask');

function nothing(): void {
  // It has no imports.
}

/** What is called for itself, and not as a method of what exports it. */
function plain(value: unknown): unknown {
  return value;
}

/** Evaluates a module, which may be told that its imports come later: then it is evaluated once more. */
function unlessLater(evaluated: () => Promise<void> | undefined): Promise<void> | undefined {
  try {
    const done = evaluated();
    // What came of it is somebody's who waits for it, or LATER.
    done?.catch(nothing);
    return done;
  } catch (error) {
    if (error !== LATER) {
      throw error;
    }
    return undefined;
  }
}

/** What a platform gives for a module whose value is null. */
export const NOTHING = Symbol('null');

/** The error of a module that is not there; `what` tells the author of the add-on what to do. */
export function notFound(request: string, what: string): Error {
  const error = Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND', request });
  advised.set(error, what);
  return error;
}

/** The error of a name that is imported and not exported, as Node has it where it links modules. */
function notExported(files: Sources, path: string, request: string, name: string, exported: readonly string[]): Error {
  const error = new SyntaxError(`'${request}' has no export named '${name}'`);
  cameFrom(error, files, path, request, name);
  const meant = nearest(name, exported);
  advised.set(
    error,
    name === 'default' && exported.length > 0
      ? `It has no default export: import { ${exported.join(', ')} } from '${request}'.`
      : exported.length === 0
        ? 'It exports nothing: what others are to import has export before it.'
        : `It exports ${exported.join(', ')}${meant === undefined ? '.' : `: did you mean '${meant}'?`}`,
  );
  return error;
}
