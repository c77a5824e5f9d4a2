import type { FileOptions, FilesDeclaration } from '../boundary/files';
import { Filled } from './callable';
import { chosen, fromRoot, send } from './files';
import type { Handler } from './routes';

/** `new StaticFilesEndpoint('~/html', {maxAge: 3000})`: the files below a folder of the add-on. */
export class StaticFilesEndpoint extends Filled {
  constructor(
    readonly path: string,
    readonly options: FileOptions = {},
  ) {
    super();
    if (typeof path !== 'string') {
      throw new TypeError(`StaticFilesEndpoint: path: ${String(path)} (expected: a folder of the add-on, such as './static')`);
    }
  }
}

/** What the host serves by itself, and passes on where it has no such file. */
export function declarationOf(path: string, options: FileOptions): FilesDeclaration {
  return { folder: fromRoot(path), ...chosen(options), fallThrough: true };
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
