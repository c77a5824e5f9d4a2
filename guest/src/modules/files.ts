import { callText, settings } from '../boundary/host';

/** Files as modules are made of; paths are absolute from their root, `/` separated. */
export interface Files {
  /** The text of a file; throws where there is none. */
  text(path: string): string;
  /** `file`, `dir`, or empty when there is neither. */
  stat(path: string): string;
  /** What stacks call a file. */
  name(path: string): string;
}

/** The files of the add-on. */
export const own: Files = {
  text: (path) => callText('source', path),
  stat: (path) => callText('stat', path),
  name: (path) => settings.addon + path,
};
