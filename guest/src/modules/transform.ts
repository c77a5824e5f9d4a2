import { transform as sucrase, type Options, type Transform } from 'sucrase';
import { refuseNamespaces } from './namespaces';

const STRICT = '"use strict";';

/**
 * TypeScript and ES modules become CommonJS; lines stay where they are. Throws an Error with `loc` where the source cannot be read.
 *
 * @param strict whether the result is strict code, as ES modules are; a script that only holds `import()` is not
 */
export function transform(source: string, path: string, strict: boolean): string {
  if (isTypeScript(path)) {
    refuseNamespaces(source, path.endsWith('x'));
  }
  const { code } = sucrase(source, options(path));
  // Blanks keep the columns of the map.
  return !strict && code.startsWith(STRICT) ? ' '.repeat(STRICT.length) + code.slice(STRICT.length) : code;
}

/** The source map of what {@link transform} makes; costs as much again, so it is made for the first stack that needs it. */
export function sourceMap(source: string, path: string): string {
  return JSON.stringify(sucrase(source, { ...options(path), sourceMapOptions: { compiledFilename: path } }).sourceMap);
}

/** JSX becomes calls of `React.createElement`; lines stay where they are. */
export function compileJsx(source: string, path: string): string {
  return sucrase(source, { transforms: ['jsx'], jsxRuntime: 'classic', filePath: path, production: true, disableESTransforms: true }).code;
}

function options(path: string): Options {
  const transforms: Transform[] = ['imports'];
  if (isTypeScript(path)) {
    transforms.push('typescript');
  }
  if (/\.[jt]sx$/.test(path)) {
    transforms.push('jsx');
  }
  return { transforms, filePath: path, production: true, disableESTransforms: true, preserveDynamicImport: false };
}

export function isTypeScript(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path);
}

/** Whether a script must be transformed whatever V8 says of it. */
export function needsTransform(path: string): boolean {
  return isTypeScript(path) || path.endsWith('.mjs') || path.endsWith('.jsx');
}

/** Whether a script that compiles as it stands calls `import()`, which V8 would ask a host for. */
export function importsDynamically(source: string): boolean {
  return source.includes('import(') || /\bimport\s*\(/.test(source);
}

/** Whether a message of V8 says that a script is an ES module. */
export function speaksOfModules(error: unknown): boolean {
  return error instanceof SyntaxError && /import|export|await is only valid/.test(error.message);
}
