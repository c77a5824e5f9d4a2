/**
 * Where paths lead. At the root there is what the add-on brings along, to be read alone. Folders of the operator's are at the paths that they have,
 * as far as they are granted, and the add-on's own folder that lasts is at {@link LASTING}. There is nothing else.
 */
import { parse } from '../../host/primordials';
import type { Steps } from '../../services/steps';
import { NodeBuffer } from './bytes';
import { coded, FsError, invalidArgument, type Called } from './failures';

/** Where `require('annex/files')` has the add-on's own folder. */
export const LASTING = '/annex/files';

export interface Place {
  /** The whole path. */
  readonly shown: string;
  /** The folder that is granted, as the host calls it; undefined for what the add-on brings along. */
  readonly folder: string | undefined;
  /** Below the folder, or below the root; empty for itself. */
  readonly path: string;
  readonly writes: boolean;
}

interface Mount {
  readonly at: string;
  readonly folder: string;
  readonly writes: boolean;
}

/** The longest first. They do not change while a version serves. */
let mounts: readonly Mount[] | undefined;

function* mounted(): Steps<readonly Mount[]> {
  if (mounts === undefined) {
    try {
      const granted = parse((yield ['files.folders', '']).text) as { path: string; access: string }[];
      mounts = granted
        .map(({ path, access }) => ({ at: path === '' ? LASTING : path.replace(/\/$/, ''), folder: path, writes: access === 'write' }))
        .sort((a, b) => b.at.length - a.at.length);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'denied') {
        throw error;
      }
      mounts = [];
    }
  }
  return mounts;
}

/** What Node takes for a path: a text, a URL of a file, or bytes. Relative ones begin at the root. */
export function pathOf(path: unknown, name = 'path'): string {
  const text = path instanceof URL ? ofUrl(path) : ArrayBuffer.isView(path) ? NodeBuffer.from(path.buffer, path.byteOffset, path.byteLength).toString() : path;
  if (typeof text !== 'string') {
    throw invalidArgument(name, 'of type string or an instance of Buffer or URL', path);
  }
  if (text.includes('\0')) {
    throw coded(new TypeError(`The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${JSON.stringify(text)}`), 'ERR_INVALID_ARG_VALUE');
  }
  return text;
}

function ofUrl(url: URL): string {
  if (url.protocol !== 'file:') {
    throw coded(new TypeError('The URL must be of scheme file'), 'ERR_INVALID_URL_SCHEME');
  }
  return decodeURIComponent(url.pathname);
}

export function resolved(path: string): string {
  return (require('path-browserify') as { resolve(...paths: string[]): string }).resolve('/', path);
}

export function* placeOf(path: unknown, name?: string): Steps<Place> {
  const text = pathOf(path, name);
  if (text === '') {
    return { shown: '', folder: undefined, path: '\0', writes: false };
  }
  const whole = resolved(text);
  for (const { at, folder, writes } of yield* mounted()) {
    if (whole === at || whole.startsWith(`${at}/`)) {
      return { shown: text, folder, path: whole.slice(at.length + 1), writes };
    }
  }
  return { shown: text, folder: undefined, path: whole.slice(1), writes: false };
}

/** The folder that is granted, to be written. */
export function writable({ folder, writes, shown }: Place, called: Called): string {
  if (shown === '') {
    throw new FsError('ENOENT', called);
  }
  if (folder === undefined || !writes) {
    throw new FsError('EACCES', called, `expected: a folder that grants.files lets the add-on write${folder === undefined ? '; what it brings along cannot be changed' : ''}`);
  }
  return folder;
}
