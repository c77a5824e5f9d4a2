import { folderOf, join } from '../host/paths';
import type { Files } from './files';

/** What JSX becomes, in Sucrase's terms. */
export interface JsxOptions {
  readonly jsxRuntime?: 'classic' | 'automatic';
  readonly jsxImportSource?: string;
  readonly jsxPragma?: string;
  readonly jsxFragmentPragma?: string;
}

/** The same by the names of a `tsconfig.json`. */
interface Configured {
  readonly jsx?: unknown;
  readonly jsxFactory?: unknown;
  readonly jsxFragmentFactory?: unknown;
  readonly jsxImportSource?: unknown;
}

const MOST_BASES = 10;
const NAME = /^[\w$.]+$/;
const MODULE = /^[@\w$./-]+$/;

/** What a script's own comments say of its JSX, else the nearest `tsconfig.json`; without either it is React's. */
export function jsxOptions(source: string, path: string, files: Files): JsxOptions {
  if (!/\.[jt]sx$/.test(path)) {
    return {};
  }
  const configured = configuredAt(path, files);
  const runtime = pragma(source, 'jsxRuntime') ?? (/^react-jsx/.test(String(configured.jsx)) ? 'automatic' : 'classic');
  const from = pragma(source, 'jsxImportSource') ?? configured.jsxImportSource;
  const factory = pragma(source, 'jsx') ?? configured.jsxFactory;
  const fragment = pragma(source, 'jsxFrag') ?? configured.jsxFragmentFactory;
  return {
    jsxRuntime: runtime === 'automatic' ? 'automatic' : 'classic',
    ...(typeof from === 'string' && MODULE.test(from) ? { jsxImportSource: from } : {}),
    ...(typeof factory === 'string' && NAME.test(factory) ? { jsxPragma: factory } : {}),
    ...(typeof fragment === 'string' && NAME.test(fragment) ? { jsxFragmentPragma: fragment } : {}),
  };
}

function pragma(source: string, name: string): string | undefined {
  return source.includes(`@${name}`) ? new RegExp(`/\\*[^]*?@${name}\\s+(\\S+)[^]*?\\*/`).exec(source)?.[1] : undefined;
}

function configuredAt(path: string, files: Files): Configured {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const file = join(folder, 'tsconfig.json');
    if (files.stat(file) === 'file') {
      return optionsOf(file, files, 0);
    }
    if (folder === '/') {
      return {};
    }
  }
}

/** Those of a configuration, and of the files that it extends. What is no JSON says nothing: whoever checks types hears of it. */
function optionsOf(file: string, files: Files, depth: number): Configured {
  if (depth > MOST_BASES || files.stat(file) !== 'file') {
    return {};
  }
  try {
    const { extends: bases, compilerOptions } = JSON.parse(plain(files.text(file))) as { extends?: unknown; compilerOptions?: Configured };
    const named = [bases].flat().filter((each): each is string => typeof each === 'string' && each.startsWith('.'));
    const inherited = named.map((base) => optionsOf(join(folderOf(file), base.endsWith('.json') ? base : `${base}.json`), files, depth + 1));
    return Object.assign({}, ...inherited, compilerOptions) as Configured;
  } catch {
    return {};
  }
}

/** JSON without the comments and trailing commas that a configuration may have. */
function plain(text: string): string {
  return text.replace(/("(?:\\.|[^"\\])*")|\/\*[^]*?\*\/|\/\/[^\n]*/g, '$1').replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1');
}
