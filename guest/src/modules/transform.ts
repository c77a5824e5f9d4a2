import { transform as sucrase, type Transform } from 'sucrase';

export interface Transformed {
  readonly code: string;
  readonly map: string;
}

/**
 * TypeScript and ES modules become CommonJS; lines stay where they are. Throws an Error with `loc` where the source cannot be read.
 */
export function transform(source: string, path: string): Transformed {
  const transforms: Transform[] = ['imports'];
  if (/\.[mc]?tsx?$/.test(path)) {
    transforms.push('typescript');
  }
  if (/\.[jt]sx$/.test(path)) {
    transforms.push('jsx');
  }
  const result = sucrase(source, {
    transforms,
    filePath: path,
    production: true,
    disableESTransforms: true,
    preserveDynamicImport: false,
    sourceMapOptions: { compiledFilename: path },
  });
  return { code: result.code, map: JSON.stringify(result.sourceMap) };
}

export function isTypeScript(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path);
}

/** Whether a message of V8 says that a script is an ES module. */
export function speaksOfModules(error: unknown): boolean {
  return error instanceof SyntaxError && /import|export|await is only valid/.test(error.message);
}
