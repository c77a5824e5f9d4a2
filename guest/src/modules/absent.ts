import { folderOf, join } from '../host/paths';
import { nearest } from '../log/nearest';
import { builtinNames } from './builtins';
import type { Files } from './files';

/** Node's modules that reach the host's machine. */
export const OF_THE_HOST: ReadonlySet<string> = new Set('node:sea node:sqlite node:test sea sqlite trace_events wasi'.split(' '));

/** Where a module is looked for, as far as it matters to who misses one. */
interface Searched {
  readonly files: Files;
  readonly names?: () => readonly string[];
  readonly instead?: Readonly<Record<string, string>>;
}

/** What to do about a module that is not there. */
export function adviceOn(request: string, folder: string, searched: Searched): string {
  const { files, instead } = searched;
  if (/^[./]/.test(request)) {
    const path = join(folder, request);
    const meant = nearest(path.slice(path.lastIndexOf('/') + 1), files.names?.(folderOf(path)).flatMap((name) => [name.replace(/\.[^.]*$/, ''), name]) ?? []);
    return meant === undefined
      ? 'The path is looked up in the add-on, with .js, .ts, .json, .mjs, .cjs and as a folder with an index file.'
      : `The add-on has no such file: did you mean '${request.slice(0, request.lastIndexOf('/') + 1)}${meant}'?`;
  }
  if (isOfHost(request)) {
    return "Add-ons have no access to the machine; Node's modules that need it are not provided.";
  }
  if (isForDevelopment(request, files)) {
    return `package.json has it among devDependencies, which are not deployed: npm install --save-prod ${request}.`;
  }
  const other = instead?.[request];
  const meant = nearest(request, namesOf(searched));
  const question = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  return `It is no module of the platform, and there is no node_modules/${request} in the add-on${other === undefined ? ` (npm install ${request}, in the add-on's folder, puts it there)` : `. ${other}`}.${question}`;
}

function isForDevelopment(request: string, files: Files): boolean {
  try {
    const { devDependencies } = JSON.parse(files.text('/package.json')) as { devDependencies?: object };
    return Object.hasOwn(devDependencies ?? {}, request);
  } catch {
    return false;
  }
}

/** What there is beside files: of the style, of Node, and the add-on's packages. */
function namesOf({ files, names }: Searched): readonly string[] {
  const packages = files.names?.('/node_modules').filter((name) => !/^[.@]/.test(name)) ?? [];
  return [...(names?.() ?? []), ...builtinNames(), ...packages];
}

/** Whether an error says that one of Node's modules which reach the host was required. */
export function needsHost(error: unknown): boolean {
  const { code, request } = error as { code?: unknown; request?: unknown };
  return error instanceof Error && code === 'MODULE_NOT_FOUND' && typeof request === 'string' && isOfHost(request);
}

function isOfHost(request: string): boolean {
  return OF_THE_HOST.has(request.replace(/^node:/, '').split('/', 1)[0] as string);
}
