import { exports as packageExports, imports as packageImports } from 'resolve.exports';
import { folderOf, join } from '../host/paths';
import { jsonError } from './syntax';

/** As much of an add-on's files as names lead to. */
export interface Places {
  text(path: string): string;
  /** `file`, `dir`, or empty when there is neither. */
  stat(path: string): string;
  name(path: string): string;
}

/** Who asks for a module: `import` and `require` are told other files by some packages. */
export type Asked = 'import' | 'require';

/** How names are looked up. */
export interface How {
  readonly asked: Asked;
  /** Whether the variant for browsers is wanted. */
  readonly browser: boolean;
}

/** What a package's manifest says of its files. */
interface Manifest {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly main?: unknown;
  readonly browser?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

type ReadMap = (manifest: Manifest, name: string, conditions: { unsafe: true; conditions: readonly string[] }) => unknown;

const EXTENSIONS = ['', '.js', '.ts', '.json', '.mjs', '.cjs', '.mts', '.cts', '.tsx', '.jsx'];

/** A name that a package does not let others have. */
export interface Hidden {
  readonly code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' | 'ERR_PACKAGE_IMPORT_NOT_DEFINED';
  readonly message: string;
}

/**
 * From the name of a module to its file, as Node finds it: relative paths with and without an extension, packages in the `node_modules` of the folder and
 * those above, by what their manifests say (`exports` and `imports` with their conditions, `main`), the package itself by its own name. What
 * TypeScript's authors write is found too.
 */
export class Resolver {
  readonly #files: Places;
  readonly #manifests = new Map<string, Manifest | undefined>();

  constructor(files: Places) {
    this.#files = files;
  }

  /** The path of the file; undefined where there is none. */
  resolve(request: string, folder: string, how: How): string | Hidden | undefined {
    if (/^(?:\/|\.\.?(?:\/|$))/.test(request)) {
      return this.#file(join(folder, request), how);
    }
    const scope = this.#scope(folder);
    if (request.startsWith('#')) {
      return scope === undefined ? undefined : this.#mapped(scope, request, how, packageImports);
    }
    const { name, rest } = parts(request);
    if (name === undefined) {
      return undefined;
    }
    if (scope !== undefined) {
      const manifest = this.#manifest(scope);
      if (manifest?.name === name && manifest.exports !== undefined) {
        return this.#mapped(scope, `.${rest}`, how, packageExports);
      }
    }
    for (let at = folder; ; at = folderOf(at)) {
      if (!at.endsWith('/node_modules')) {
        const found = this.#inPackage(`${at === '/' ? '' : at}/node_modules/${name}`, rest, how);
        if (found !== undefined) {
          return found;
        }
      }
      if (at === '/') {
        return undefined;
      }
    }
  }

  /** Whether a file is an ES module whatever stands in it: by its extension, or by the `type` of its package. */
  isModule(path: string): boolean {
    if (/\.m[jt]s$/.test(path)) {
      return true;
    }
    if (/\.c[jt]s$/.test(path)) {
      return false;
    }
    const scope = this.#scope(folderOf(path));
    return scope !== undefined && this.#manifest(scope)?.type === 'module';
  }

  /** The folder of the package that a folder belongs to. */
  #scope(folder: string): string | undefined {
    for (let at = folder; !at.endsWith('/node_modules'); at = folderOf(at)) {
      if (this.#manifest(at) !== undefined) {
        return at;
      }
      if (at === '/') {
        break;
      }
    }
    return undefined;
  }

  #inPackage(folder: string, rest: string, how: How): string | Hidden | undefined {
    if (this.#files.stat(folder) !== 'dir') {
      return undefined;
    }
    return this.#manifest(folder)?.exports === undefined ? this.#file(folder + rest, how) : this.#mapped(folder, `.${rest}`, how, packageExports);
  }

  /** What the `exports` or `imports` of the package in a folder say of a name. */
  #mapped(folder: string, name: string, how: How, read: ReadMap): string | Hidden | undefined {
    const manifest = this.#manifest(folder) as Manifest;
    const conditions = [how.browser ? 'browser' : 'node', how.asked, 'module-sync'];
    let targets: readonly string[] | undefined;
    try {
      targets = read(manifest, name, { unsafe: true, conditions }) as readonly string[] | undefined;
    } catch {
      // It says so by an error.
    }
    for (const target of targets ?? []) {
      const found = target.startsWith('.') ? this.#file(join(folder, target), how) : builtinOr(target, () => this.resolve(target, folder, how));
      if (found !== undefined) {
        return found;
      }
    }
    return name.startsWith('#') ? notDefined(name, folder) : notExported(name, folder, how.asked);
  }

  #manifest(folder: string): Manifest | undefined {
    const path = join(folder, 'package.json');
    if (!this.#manifests.has(path)) {
      this.#manifests.set(path, this.#files.stat(path) === 'file' ? (readJson(this.#files, path) as Manifest) : undefined);
    }
    return this.#manifests.get(path);
  }

  #file(path: string, how: How): string | undefined {
    const stat = (file: string): string => this.#files.stat(file);
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
    return stat(path) === 'dir' ? this.#inFolder(path, how) : undefined;
  }

  #inFolder(folder: string, how: How): string | undefined {
    const manifest = this.#manifest(folder);
    const main = how.browser && typeof manifest?.browser === 'string' ? manifest.browser : manifest?.main;
    const found = typeof main === 'string' && join(folder, main) !== folder ? this.#file(join(folder, main), how) : undefined;
    if (found !== undefined) {
      return found;
    }
    const index = EXTENSIONS.find((extension) => extension !== '' && this.#files.stat(join(folder, `index${extension}`)) === 'file');
    return index === undefined ? undefined : join(folder, `index${index}`);
  }
}

/** A package's name, and what follows it, with its slash. */
function parts(request: string): { readonly name: string | undefined; readonly rest: string } {
  const [, name, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(request) ?? [];
  return { name, rest: rest === '/' ? '' : rest };
}

/** What `imports` lead to may be one of Node's own, which is no file. */
function builtinOr<T>(target: string, other: () => T): T | string {
  return target.startsWith('node:') ? target : other();
}

function notExported(name: string, folder: string, asked: Asked): Hidden {
  const what = name === '.' ? `No "exports" main for '${asked}' is defined` : `Package subpath '${name}' is not defined by "exports" for '${asked}'`;
  return { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED', message: `${what} in ${join(folder, 'package.json')}` };
}

function notDefined(name: string, folder: string): Hidden {
  return { code: 'ERR_PACKAGE_IMPORT_NOT_DEFINED', message: `Package import specifier '${name}' is not defined in ${join(folder, 'package.json')}` };
}

/** A file of JSON; what is wrong with it is said with its place. */
export function readJson(files: Places, path: string): unknown {
  const text = files.text(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw jsonError(error, files.name(path), text);
  }
}
