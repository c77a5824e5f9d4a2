import { dropPart, part } from '../host/parts';
import { folderOf, join } from '../host/paths';
import type * as compiler from '../parts/typescript';
import type { Files } from './files';

/** A script that TypeScript's compiler has made into one without types, decorators and namespaces. */
export interface Typed {
  readonly code: string;
  /** The source map, from the path. */
  readonly map: string;
  /** By this name it has no types any more. */
  readonly path: string;
}

/** After a load: it takes much memory. */
export function forgetCompiler(): void {
  dropPart('typescript');
}

/**
 * Compiles by TypeScript's own compiler, which is large: it is read and evaluated when a script first needs it, for decorators, `accessor` and namespaces. It runs
 * here, under the limits of the add-on. The nearest `tsconfig.json` says which decorators are meant.
 *
 * @throws a SyntaxError with `loc`
 */
export function byTypeScript(source: string, path: string, files: Files): Typed {
  const { compile } = part('typescript') as typeof compiler;
  const { code, map, error } = compile(source, path, {
    own: configuration(path, files),
    read: (file) => (files.stat(file) === 'file' ? files.text(file) : undefined),
    beside: (file, name) => join(folderOf(file), name.endsWith('.json') ? name : `${name}.json`),
  });
  if (error !== undefined) {
    throw Object.assign(new SyntaxError(error.message), { loc: { line: error.line, column: error.column } });
  }
  return { code, map, path: path.replace(/\.([mc]?)[jt]sx?$/, '.$1js') };
}

/** The nearest one. */
function configuration(path: string, files: Files): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const file = join(folder, 'tsconfig.json');
    if (files.stat(file) === 'file') {
      return file;
    }
    if (folder === '/') {
      return undefined;
    }
  }
}
