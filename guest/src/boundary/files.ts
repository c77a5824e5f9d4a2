/** Files of the add-on's own folder as answers. The host finds and sends them; what may be served, it alone decides. */
import { answered } from './exchanges';
import { callText } from '../host/host';
import { stringify } from '../host/primordials';

/** How the files of a folder are served. */
export interface FileOptions {
  /** Milliseconds that a cache may use an answer without asking; 0. */
  readonly maxAge?: number;
  /** Whether names that begin with a dot are served; false. */
  readonly hidden?: boolean;
  /** Whether a folder without the slash is redirected to the form with it; true. */
  readonly redirect?: boolean;
}

/** An endpoint's `files`: the host answers it without the guest. */
export interface FilesDeclaration extends FileOptions {
  /** Path from the add-on's root; empty is the root. */
  readonly folder: string;
  /** Whether the endpoints behind this one are tried where there is no file; otherwise that is a 404. */
  readonly fallThrough?: boolean;
}

/**
 * The token of a file for an answer of kind `f`. `path` is below the folder and percent-encoded, as it was requested; a folder's is its
 * `index.html`. Where there is no such file, the host answers 404.
 */
export function fileToken(folder: string, path: string, options: FileOptions = {}): string {
  return `folder:${stringify({ folder, path, maxAge: options.maxAge, hidden: options.hidden, redirect: options.redirect })}`;
}

/** Whether `answerFile` would send a file or a redirect; false where a handler that has others behind it should go on. */
export function hasFile(folder: string, path: string, options: FileOptions = {}): boolean {
  return leadsToFile(fileToken(folder, path, options));
}

/** Whether there is the file that a token names. */
export function leadsToFile(token: string): boolean {
  return callText('folder.find', token) !== '';
}

/** Answers an exchange with a file. `headers` is as the answer message has it and goes before the file's own fields. */
export function answerFile(number: number, folder: string, path: string, options: FileOptions = {}, headers = ''): void {
  const message = `${number}\x00200\0${headers}\0\0f\0${fileToken(folder, path, options)}`;
  answered(number, { message: () => message });
}
