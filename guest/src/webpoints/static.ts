import { fileToken, hasFile, type FileOptions, type FilesDeclaration } from '../boundary/files';
import { ServerResponse } from '../exchange/express-response';
import type { Response } from './response';
import type { Handler } from './routes';

/** `new StaticFilesEndpoint('~/html', {maxAge: 3000})`: the files below a folder of the add-on. */
export class StaticFilesEndpoint {
  constructor(
    readonly path: string,
    readonly options: FileOptions = {},
  ) {
    if (typeof path !== 'string') {
      throw new TypeError(`StaticFilesEndpoint: path: ${String(path)} (expected: a folder of the add-on, such as './static')`);
    }
  }
}

/** What the host serves by itself, and passes on where it has no such file. */
export function declarationOf(path: string, options: FileOptions): FilesDeclaration {
  return { folder: fromRoot(path), ...chosen(options), fallThrough: true };
}

/** `~/` and `./` both mean the add-on's root. */
function fromRoot(path: string): string {
  return path.replace(/^~?\.?\/+/, '').replace(/^[~.]$/, '');
}

function chosen({ maxAge, hidden, redirect }: FileOptions): FileOptions {
  return {
    ...(typeof maxAge === 'number' && maxAge > 0 ? { maxAge } : {}),
    ...(hidden === true ? { hidden } : {}),
    ...(redirect === false ? { redirect } : {}),
  };
}

/** A handler that answers with the files below a folder, and passes on what it does not have. */
export function staticFiles(path: string, options: FileOptions = {}): Handler {
  const folder = fromRoot(path);
  const settings = chosen(options);
  return (request, response, next) => {
    const asked = request.method === 'GET' || request.method === 'HEAD';
    if (!asked || !send(response, folder, request.path, settings)) {
      next();
    }
  };
}

/** Answers with a file of the add-on; false where it has none of this name. */
export function sendFile(response: Response, path: string, options: FileOptions): boolean {
  const encoded = fromRoot(path).split('/').map((segment) => encodeURIComponent(segment.toWellFormed()));
  return send(response, '', encoded.join('/'), { ...chosen(options), hidden: true, redirect: false });
}

function send(response: Response, folder: string, path: string, options: FileOptions): boolean {
  if (!hasFile(folder, path, options)) {
    return false;
  }
  ServerResponse.answerWith(response, (number, status, headers) => `${number}\0${status}\0${headers}\0\0f\0${fileToken(folder, path, options)}`);
  return true;
}
