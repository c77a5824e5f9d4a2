/** Node's `module`, as far as there are files to find. */
import { absent, invalidValue } from './errors';
import { url } from './url';

type Require = (request: unknown) => unknown;

/**
 * @param names of all of Node's modules that there are
 * @param requireIn makes a `require` for a folder
 */
export function moduleOf(names: readonly string[], requireIn: (folder: string) => Require): unknown {
  const known = new Set(names);
  const isBuiltin = (name: unknown): boolean => known.has(String(name).replace(/^node:/, ''));
  const createRequire = (from: unknown): Require => {
    const text = typeof from === 'string' ? from : (from as { href?: string } | undefined)?.href;
    if (text === undefined || !/^(?:file:\/\/)?\//.test(text)) {
      throw invalidValue('filename', from, 'must be a file URL object, file URL string, or absolute path string');
    }
    const path = text.startsWith('file:') ? (url['fileURLToPath'] as (text: string) => string)(text) : text;
    return requireIn(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
  };
  function Module(this: { id: string; exports: object; loaded: boolean; children: unknown[] }, id = ''): void {
    Object.assign(this, { id, exports: {}, loaded: false, children: [] });
  }
  const wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'] as const;
  return Object.assign(Module, {
    wrapper,
    wrap: (script: unknown): string => wrapper[0] + String(script) + wrapper[1],
    Module,
    builtinModules: names,
    isBuiltin,
    createRequire,
    _extensions: { '.js': undefined, '.json': undefined },
    _cache: {},
    _pathCache: {},
    globalPaths: [],
    _nodeModulePaths: (): string[] => [],
    _load: absent('module._load', 'require'),
    _resolveFilename: absent('module._resolveFilename', 'require.resolve'),
    register: absent('module.register', 'nothing: modules are found as the style says'),
    registerHooks: absent('module.registerHooks', 'nothing: modules are found as the style says'),
    syncBuiltinESMExports: (): void => undefined,
    findSourceMap: (): undefined => undefined,
    findPackageJSON: (): undefined => undefined,
    enableCompileCache: (): object => ({ status: 3 }),
    flushCompileCache: (): void => undefined,
    getCompileCacheDir: (): undefined => undefined,
    SourceMap: class {},
    constants: { compileCacheStatus: { FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 } },
  });
}
