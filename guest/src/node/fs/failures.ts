/** Errors as Node has them: with `code`, `errno`, `syscall`, `path` and `dest`. */

/** Each code's number on Linux, and what is said of it. */
const KNOWN: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [1, 'operation not permitted'],
  ENOENT: [2, 'no such file or directory'],
  EIO: [5, 'i/o error'],
  EBADF: [9, 'bad file descriptor'],
  EAGAIN: [11, 'resource temporarily unavailable'],
  EACCES: [13, 'permission denied'],
  EEXIST: [17, 'file already exists'],
  EXDEV: [18, 'cross-device link not permitted'],
  ENOTDIR: [20, 'not a directory'],
  EISDIR: [21, 'illegal operation on a directory'],
  EINVAL: [22, 'invalid argument'],
  EMFILE: [24, 'too many open files'],
  EFBIG: [27, 'file too large'],
  ENOSPC: [28, 'no space left on device'],
  ESPIPE: [29, 'invalid seek'],
  ENOSYS: [38, 'function not implemented'],
  ENOTEMPTY: [39, 'directory not empty'],
  ESTALE: [116, 'stale file handle'],
  EDQUOT: [122, 'disk quota exceeded'],
};

/** What the codes of the host's files are in Node. */
const OF_THE_HOST: Readonly<Record<string, string>> = {
  denied: 'EACCES',
  read_only: 'EACCES',
  invalid: 'EINVAL',
  not_found: 'ENOENT',
  exists: 'EEXIST',
  is_a_folder: 'EISDIR',
  not_a_folder: 'ENOTDIR',
  not_empty: 'ENOTEMPTY',
  quota: 'EDQUOT',
  disk_full: 'ENOSPC',
  limit: 'EAGAIN',
  changed: 'ESTALE',
  gone: 'EBADF',
  unsupported: 'ENOSYS',
};

/** What was called, and of what. */
export interface Called {
  readonly syscall: string;
  readonly path?: string | undefined;
  readonly dest?: string | undefined;
}

const DEEP = 40;

export class FsError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;
  declare readonly path?: string;
  declare readonly dest?: string;

  /** @param why what its author can do about it, where that is known */
  constructor(code: string, { syscall, path, dest }: Called, why = '') {
    const [number, text] = KNOWN[code] ?? [5, 'i/o error'];
    const of = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`;
    // Whoever has called is behind the library's own frames.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = DEEP;
    super(`${code}: ${text}, ${syscall}${of}${why === '' ? '' : ` (${why})`}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Error';
    this.code = code;
    this.errno = -number;
    this.syscall = syscall;
    if (path !== undefined) {
      this.path = path;
    }
    if (dest !== undefined) {
      this.dest = dest;
    }
  }
}

/** What the host has failed with, as Node would. */
export function translated(error: unknown, called: Called): unknown {
  if (error instanceof FsError || !(error instanceof Error)) {
    return error;
  }
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && code.startsWith('ERR_')) {
    return error;
  }
  const known = typeof code === 'string' && Object.hasOwn(OF_THE_HOST, code) ? (OF_THE_HOST[code] as string) : 'EIO';
  const plain = known === 'ENOENT' || known === 'EEXIST' || known === 'EISDIR' || known === 'ENOTDIR' || known === 'ENOTEMPTY';
  return new FsError(known, called, plain ? '' : error.message);
}

/** An argument that is none. */
export function invalidArgument(name: string, expected: string, value: unknown): Error {
  const is = value === null ? 'null' : typeof value === 'object' ? 'an instance of Object' : `type ${typeof value}`;
  return coded(new TypeError(`The "${name}" argument must be ${expected}. Received ${value === undefined ? 'undefined' : is}`), 'ERR_INVALID_ARG_TYPE');
}

export function coded(error: Error, code: string): Error {
  return Object.assign(error, { code });
}
