import type { Sources } from '../log/stack';
import { call, callText, settings } from '../host/host';

/** Files as modules are made of; paths are absolute from their root, `/` separated. */
export interface Files extends Sources {
  /** The text of a script, or what the version's other workers have made of it. */
  found(path: string, kind: string): Found;
  /** What was made of a text is kept for the version's other workers. */
  keep(path: string, kind: string, digest: string, made: string): void;
  /** `file`, `dir`, or empty when there is neither. */
  stat(path: string): string;
  /** The names in a folder; none where it cannot be read. */
  names?(path: string): string[];
}

/** A script. */
export interface Found {
  /** Of the file's bytes. */
  readonly digest: string;
  /** What was made of it. */
  readonly kept: string | undefined;
  /** The text itself; empty where something was made of it. */
  readonly source: string;
}

const DIGEST_LENGTH = 64;

/** The ops for files of some place: `name` is what their names begin with. */
export function scripts(name: '' | 'package.', below: (path: string) => string): Pick<Files, 'found' | 'keep'> {
  return {
    found: (path, kind) => {
      const answer = callText(`${name}script`, `${kind}\0${below(path)}`);
      const rest = answer.slice(1 + DIGEST_LENGTH);
      const made = answer.startsWith('m');
      return { digest: answer.slice(1, 1 + DIGEST_LENGTH), kept: made ? rest : undefined, source: made ? '' : rest };
    },
    keep: (path, kind, digest, text) => {
      try {
        call(`${name}script.keep`, `${kind}\0${below(path)}\0${digest}\0${text}`);
      } catch {
        // Each worker makes it for itself, then.
      }
    },
  };
}

/** The files of the add-on. */
export const own: Files = {
  ...scripts('', (path) => path),
  text: (path) => callText('source', path),
  stat: (path) => callText('stat', path),
  name: (path) => settings.addon + path,
  names: (path) => {
    try {
      return callText('own.list', path).split('\0');
    } catch {
      return [];
    }
  },
};
