import { callText } from '../host/host';
import { hasBuiltin } from '../modules/builtins';
import { scripts, type Files } from '../modules/files';
import { Loader, NOTHING, notFound } from '../modules/loader';

const FOLDER = '/node_modules';

/** The packages that the operator has installed. */
const installed: Files = {
  ...scripts('package.', (path) => path.slice(FOLDER.length)),
  text: (path) => callText('package.source', path.slice(FOLDER.length)),
  stat: (path) => (path.startsWith(`${FOLDER}/`) ? callText('package.stat', path.slice(FOLDER.length)) : ''),
  name: (path) => path.slice(1),
};

/**
 * What `require` gives to a backend: the packages that it may use, and nothing else. What a package requires itself, Node's modules and
 * its own dependencies, it gets. Files are shared by all workers, what they evaluate to is this worker's own.
 *
 * @param allowed names of packages
 */
export function packages(allowed: readonly string[]): (name: string) => unknown {
  // Without a prototype, so that nothing is allowed by pollution. The value: whether it has been seen to be installed.
  const names = Object.assign(Object.create(null), Object.fromEntries(allowed.map((name) => [name, false]))) as Record<string, boolean>;
  const loader = new Loader({ files: installed, provided: () => undefined, strict: true, browsers: true });
  return (request) => {
    // No package, and of no host: what code sees of its own context. Undefined is what Node has.
    if (/^(?:node:)?async_hooks$/.test(request)) {
      return undefined;
    }
    const node = request.startsWith('node:');
    const [, name] = /^((?:@[^/]+\/)?[^@./][^/]*)(?:\/(?!\.{1,2}(?:\/|$))[^/]+)*$/.exec(node ? request.slice(5) : request) ?? [];
    if (name === undefined || names[name] === undefined) {
      throw notFound(request, advice(request, allowed));
    }
    // Node's own, where the operator lists it.
    if (hasBuiltin(name) && (node || installed.stat(`${FOLDER}/${name}`) !== 'dir')) {
      return undefined;
    }
    if (node) {
      throw notFound(request, advice(request, allowed));
    }
    if (!names[name]) {
      if (installed.stat(`${FOLDER}/${name}`) !== 'dir') {
        throw notFound(request, `Backends may require ${name}, but the operator has not installed it.`);
      }
      names[name] = true;
    }
    return loader.require(request, '/') ?? NOTHING;
  };
}

function advice(request: string, allowed: readonly string[]): string {
  return /^[./]/.test(request)
    ? 'A backend is one file: bundle what it needs into it.'
    : `Backends may require ${allowed.length === 0 ? 'no packages' : allowed.join(', ')}. The operator allows others with allowedModules.`;
}
