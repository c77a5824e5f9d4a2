/** Node's `fs`, to read what the add-on brings along: paths begin at its root, and nothing is outside of it. */
import { call, callText } from '../../host/host';
import { nextTick } from '../../runtime/ticks';

const PART = 1 << 20;

type Callback = (error: Error | null, value?: unknown) => void;
type Encoding = string | { encoding?: string | null } | null | undefined;

interface Bytes extends Uint8Array {
  toString(encoding?: string): string;
}

/** A path of Node's as one of the add-on's: relative ones begin at its root. */
function pathOf(path: unknown): string {
  const text = path instanceof URL ? decodeURIComponent(path.pathname) : String(path);
  return (require('path-browserify') as { resolve(path: string): string }).resolve(text);
}

function failed(code: string, what: string, syscall: string, path: unknown): Error {
  const errno = code === 'ENOENT' ? -2 : code === 'EISDIR' ? -21 : code === 'ENOTDIR' ? -20 : -30;
  return Object.assign(new Error(`${code}: ${what}, ${syscall} '${String(path)}'`), { code, errno, syscall, path: String(path) });
}

export class Stats {
  readonly #kind: string;
  readonly mtime: Date;

  constructor(
    kind: string,
    readonly size: number,
    readonly mtimeMs: number,
  ) {
    this.#kind = kind;
    this.mtime = new Date(mtimeMs);
  }

  readonly mode = 0o444;
  readonly ino = 0;
  readonly nlink = 1;
  readonly uid = 0;
  readonly gid = 0;

  get ctime(): Date {
    return this.mtime;
  }

  get atime(): Date {
    return this.mtime;
  }

  get birthtime(): Date {
    return this.mtime;
  }

  get ctimeMs(): number {
    return this.mtimeMs;
  }

  isFile(): boolean {
    return this.#kind === 'file';
  }

  isDirectory(): boolean {
    return this.#kind === 'dir';
  }

  isSymbolicLink(): boolean {
    return false;
  }

  isFIFO(): boolean {
    return false;
  }

  isSocket(): boolean {
    return false;
  }

  isBlockDevice(): boolean {
    return false;
  }

  isCharacterDevice(): boolean {
    return false;
  }
}

function found(path: unknown): Stats | undefined {
  const place = pathOf(path);
  if (place.includes('\0')) {
    throw Object.assign(new TypeError(`The argument 'path' must be a string without null bytes. Received ${JSON.stringify(path)}`), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  const text = callText('own.stat', place);
  if (text === '') {
    return undefined;
  }
  const [kind, size, modified] = text.split('\0');
  return new Stats(kind as string, Number(size), Number(modified));
}

function statSync(path: unknown, options?: { throwIfNoEntry?: boolean }): Stats | undefined {
  const stats = found(path);
  if (stats === undefined && options?.throwIfNoEntry !== false) {
    throw failed('ENOENT', 'no such file or directory', 'stat', path);
  }
  return stats;
}

/** A part of a file; the host gives at most so much at once. */
function part(path: string, from: number, length: number): Bytes {
  const block = call('own.bytes', `${from}\0${Math.min(length, PART)}\0${path}`) as ArrayBuffer;
  return Buffer.from(block, 0, block.byteLength) as Bytes;
}

function encoded(bytes: Bytes, options: Encoding): unknown {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding === undefined || encoding === null || encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

function readFileSync(path: unknown, options?: Encoding): unknown {
  const stats = found(path);
  if (stats === undefined) {
    throw failed('ENOENT', 'no such file or directory', 'open', path);
  }
  if (stats.isDirectory()) {
    throw failed('EISDIR', 'illegal operation on a directory', 'read', path);
  }
  const place = pathOf(path);
  const parts: Bytes[] = [];
  for (let at = 0; at < stats.size; at += PART) {
    parts.push(part(place, at, PART));
  }
  return encoded((parts.length === 1 ? parts[0] : Buffer.concat(parts)) as Bytes, options);
}

function readdirSync(path: unknown, options?: { withFileTypes?: boolean } | string): unknown[] {
  const stats = found(path);
  if (stats === undefined) {
    throw failed('ENOENT', 'no such file or directory', 'scandir', path);
  }
  if (!stats.isDirectory()) {
    throw failed('ENOTDIR', 'not a directory', 'scandir', path);
  }
  const place = pathOf(path);
  const text = callText('own.list', place);
  const names = text === '' ? [] : text.split('\0');
  if (typeof options !== 'object' || !options.withFileTypes) {
    return names;
  }
  return names.map((name) => {
    const each = found(`${place}/${name}`) ?? new Stats('', 0, 0);
    return { name, parentPath: place, path: place, isFile: () => each.isFile(), isDirectory: () => each.isDirectory(), isSymbolicLink: () => false };
  });
}

function accessSync(path: unknown, mode = 0): void {
  if (found(path) === undefined) {
    throw failed('ENOENT', 'no such file or directory', 'access', path);
  }
  if ((mode & 2) !== 0) {
    throw readOnly('access', path);
  }
}

function realpathSync(path: unknown): string {
  if (found(path) === undefined) {
    throw failed('ENOENT', 'no such file or directory', 'realpath', path);
  }
  return pathOf(path);
}

function readOnly(name: string, path: unknown): Error {
  return failed('EROFS', "an add-on's own files cannot be changed (expected: require('annex/files'), with the grant 'files')", name, path);
}

/** The form of a function that calls back. */
function calling(work: (...args: unknown[]) => unknown): (...args: unknown[]) => void {
  return (...args) => {
    const callback = args.pop() as Callback;
    if (typeof callback !== 'function') {
      throw Object.assign(new TypeError('The "cb" argument must be of type function'), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    let error: Error | null = null;
    let value: unknown;
    try {
      value = work(...args);
    } catch (thrown) {
      error = thrown as Error;
    }
    nextTick(() => {
      if (error === null) {
        callback(null, value);
      } else {
        callback(error);
      }
    });
  };
}

function promising(work: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<unknown> {
  return (...args) => new Promise((resolve) => resolve(work(...args)));
}

interface ReadOptions {
  start?: number;
  end?: number;
  encoding?: string;
  highWaterMark?: number;
}

interface Stream {
  push(chunk: unknown): boolean;
  destroy(error?: Error): void;
  emit(event: string, ...args: unknown[]): void;
}

/** Node's Readable, which is evaluated when the first stream is made. */
let readStream: (new (path: unknown, options?: ReadOptions | string) => Stream) | undefined;

function ReadStream(): NonNullable<typeof readStream> {
  if (readStream === undefined) {
    const { Readable } = require('readable-stream') as { Readable: new (options: object) => Stream };
    readStream = class extends Readable {
      readonly #path: string;
      readonly #size: number;
      #at: number;
      readonly path: string;
      bytesRead = 0;

      constructor(path: unknown, given?: ReadOptions | string) {
        const options = typeof given === 'string' ? { encoding: given } : (given ?? {});
        super({ ...options, autoDestroy: true, emitClose: true });
        this.path = String(path);
        this.#path = pathOf(path);
        const stats = found(path);
        const size = stats?.isFile() === true ? stats.size : 0;
        this.#at = options.start ?? 0;
        this.#size = Math.min(size, (options.end ?? Infinity) + 1);
        if (stats === undefined || stats.isDirectory()) {
          this.destroy(stats === undefined ? failed('ENOENT', 'no such file or directory', 'open', path) : failed('EISDIR', 'illegal operation on a directory', 'read', path));
        } else {
          nextTick(() => {
            this.emit('open', 3);
            this.emit('ready');
          });
        }
      }

      _read(): void {
        const left = this.#size - this.#at;
        const bytes = left > 0 ? part(this.#path, this.#at, left) : undefined;
        this.#at += bytes?.length ?? 0;
        this.bytesRead += bytes?.length ?? 0;
        this.push(bytes === undefined || bytes.length === 0 ? null : bytes);
      }

      close(callback?: () => void): void {
        this.destroy();
        if (callback !== undefined) {
          nextTick(callback);
        }
      }
    };
  }
  return readStream;
}

const reading: Record<string, (...args: any[]) => unknown> = {
  stat: statSync,
  lstat: statSync,
  readFile: readFileSync,
  readdir: readdirSync,
  access: accessSync,
  realpath: realpathSync,
};

const WRITING = 'writeFile appendFile mkdir mkdtemp rmdir rm unlink rename copyFile cp truncate chmod chown utimes symlink link open'.split(' ');

const fs: Record<string, unknown> = {
  Stats,
  constants: { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 },
  existsSync: (path: unknown): boolean => {
    try {
      return found(path) !== undefined;
    } catch {
      return false;
    }
  },
  exists: (path: unknown, callback: (is: boolean) => void): void => {
    nextTick(() => {
      callback(found(path) !== undefined);
    });
  },
  createReadStream: (path: unknown, options?: ReadOptions | string) => new (ReadStream())(path, options),
  createWriteStream: (path: unknown): never => {
    throw readOnly('open', path);
  },
  get ReadStream() {
    return ReadStream();
  },
  get WriteStream() {
    return function WriteStream(path: unknown): never {
      throw readOnly('open', path);
    };
  },
};
const promises: Record<string, unknown> = { constants: fs['constants'] };
for (const [name, work] of Object.entries(reading)) {
  fs[`${name}Sync`] = work;
  fs[name] = calling(work);
  promises[name] = promising(work);
}
for (const name of WRITING) {
  const refuse = (path: unknown): never => {
    throw readOnly(name, path);
  };
  fs[`${name}Sync`] = refuse;
  fs[name] = calling(refuse);
  promises[name] = promising(refuse);
}
fs['promises'] = promises;

export default fs;
