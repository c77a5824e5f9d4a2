import { fileToken, hasFile, type FileOptions } from '../boundary/files';
import { ServerResponse } from '../express/outgoing';

/** `~/` and `./` both mean the add-on's root. */
export function fromRoot(path: string): string {
  return path.replace(/^~?\.?\/+/, '').replace(/^[~.]$/, '');
}

/** What was said of how files are served, without what makes no sense. */
export function chosen({ maxAge, hidden, redirect }: FileOptions): FileOptions {
  return {
    ...(typeof maxAge === 'number' && maxAge > 0 ? { maxAge } : {}),
    ...(hidden === true ? { hidden } : {}),
    ...(redirect === false ? { redirect } : {}),
  };
}

/** Answers with a file of the add-on; false where it has none of this name. */
export function sendFile(response: ServerResponse, path: string, options: FileOptions): boolean {
  const encoded = fromRoot(path).split('/').map((segment) => encodeURIComponent(segment.toWellFormed()));
  return send(response, '', encoded.join('/'), { ...chosen(options), hidden: true, redirect: false });
}

/** Answers with a file below a folder; false where there is none of this name. */
export function send(response: ServerResponse, folder: string, path: string, options: FileOptions): boolean {
  if (!hasFile(folder, path, options)) {
    return false;
  }
  ServerResponse.answerWith(response, (number, status, headers) => `${number}\0${status}\0${headers}\0\0f\0${fileToken(folder, path, options)}`);
  return true;
}
