/** What `fs` does, each written once for code that waits and for code that does not. */
import { folderSteps } from '../../services/files/folder';
import { parse } from '../../host/primordials';
import type { Steps } from '../../services/steps';
import { NodeBuffer, type Bytes } from './bytes';
import { append, bytesOf, encoded, encodingOf, entryAt, entryOf, replace, wholeOf } from './content';
import { closeSteps, flagsOf, flushSteps, fstatSteps, O, openSteps, readSteps, truncateSteps, writeSteps } from './descriptors';
import { coded, FsError, type Called } from './failures';
import { placeOf, resolved, writable, type Place } from './places';
import { Dir, Dirent, Stats, type Entry } from './stats';

export const constants = Object.freeze({
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  O_RDONLY: O.RDONLY,
  O_WRONLY: O.WRONLY,
  O_RDWR: O.RDWR,
  O_CREAT: O.CREAT,
  O_EXCL: O.EXCL,
  O_TRUNC: O.TRUNC,
  O_APPEND: O.APPEND,
  S_IFMT: 0o170000,
  S_IFREG: 0o100000,
  S_IFDIR: 0o040000,
  S_IFLNK: 0o120000,
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE_FORCE: 4,
});

interface Named extends Entry {
  readonly name: string;
}

type Options = Readonly<Record<string, unknown>> | string | null | undefined;

function option(options: unknown, name: string): unknown {
  return typeof options === 'object' && options !== null ? (options as Record<string, unknown>)[name] : undefined;
}

function* stat(path: unknown, options: Options, syscall: string): Steps<Stats | undefined> {
  const place = yield* placeOf(path);
  const entry = yield* entryAt(place);
  if (entry === undefined) {
    if (option(options, 'throwIfNoEntry') === false) {
      return undefined;
    }
    throw new FsError('ENOENT', { syscall, path: place.shown });
  }
  const stats = new Stats(entry, resolved(place.shown), place.writes);
  return option(options, 'bigint') === true ? Stats.big(stats) : stats;
}

function* listed(place: Place, called: Called): Steps<Named[]> {
  const entry = yield* entryOf(place, called);
  if (!entry.folder) {
    throw new FsError('ENOTDIR', called);
  }
  if (place.folder !== undefined) {
    return parse((yield ['files.list', `${place.folder}\0${place.path}`]).text) as Named[];
  }
  const { text } = yield ['own.list', `/${place.path}`];
  const all: Named[] = [];
  for (const name of text === '' ? [] : text.split('\0')) {
    const found = yield* entryAt(below(place, name));
    if (found !== undefined) {
      all.push({ ...found, name });
    }
  }
  return all;
}

function below({ shown, folder, path, writes }: Place, name: string): Place {
  return { shown: `${shown.replace(/\/$/, '')}/${name}`, folder, path: path === '' ? name : `${path}/${name}`, writes };
}

function* entries(path: unknown, options: Options): Steps<Dirent[]> {
  const place = yield* placeOf(path);
  const all: Dirent[] = [];
  const pending: Place[] = [place];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    for (const { name, folder } of yield* listed(at, { syscall: 'scandir', path: at.shown })) {
      all.push(new Dirent(name, at.shown, folder));
      if (folder && option(options, 'recursive') === true) {
        pending.push(below(at, name));
      }
    }
  }
  return all;
}

function* makeFolder(path: unknown, options: Options | number): Steps<string | undefined> {
  const place = yield* placeOf(path);
  const called: Called = { syscall: 'mkdir', path: place.shown };
  const steps = folderSteps(writable(place, called));
  if (option(options, 'recursive') !== true) {
    if (place.path === '' || !(yield* steps.createFolder(place.path))) {
      throw new FsError('EEXIST', called);
    }
    return undefined;
  }
  const names = place.path.split('/').filter((name) => name !== '');
  const whole = resolved(place.shown);
  let first: string | undefined;
  for (let depth = 1; depth <= names.length; depth++) {
    if (yield* steps.createFolder(names.slice(0, depth).join('/'))) {
      first ??= whole.split('/').slice(0, whole.split('/').length - names.length + depth).join('/');
    }
  }
  return first;
}

function* remove(path: unknown, options: Options, syscall: string): Steps<void> {
  const place = yield* placeOf(path);
  const called: Called = { syscall, path: place.shown };
  const recursive = option(options, 'recursive') === true;
  const entry = yield* entryAt(place);
  if (entry === undefined) {
    if (option(options, 'force') === true) {
      return;
    }
    throw new FsError('ENOENT', syscall === 'rm' ? { ...called, syscall: 'lstat' } : called);
  }
  const folder = writable(place, called);
  if (syscall === 'rmdir' && !entry.folder) {
    throw new FsError('ENOTDIR', called);
  }
  if (entry.folder && (syscall === 'unlink' || (syscall === 'rm' && !recursive))) {
    throw syscall === 'rm' ? coded(new Error(`Path is a directory: rm returned EISDIR (is a directory) ${place.shown}`), 'ERR_FS_EISDIR') : new FsError('EISDIR', called);
  }
  if (place.path === '') {
    throw new FsError('EACCES', called, 'the folder itself stays');
  }
  yield* folderSteps(folder).remove(place.path, { recursive });
}

function* rename(from: unknown, to: unknown): Steps<void> {
  const source = yield* placeOf(from, 'oldPath');
  const target = yield* placeOf(to, 'newPath');
  const called: Called = { syscall: 'rename', path: source.shown, dest: target.shown };
  const moved = yield* entryOf(source, called);
  const folder = writable(source, called);
  if (writable(target, called) !== folder) {
    throw new FsError('EXDEV', called);
  }
  const there = yield* entryAt(target);
  if (there !== undefined && there.folder !== moved.folder) {
    throw new FsError(there.folder ? 'EISDIR' : 'ENOTDIR', called);
  }
  const steps = folderSteps(folder);
  if (there?.folder === true && resolved(source.shown) !== resolved(target.shown)) {
    // As in Node, it may take the place of an empty one.
    yield* steps.remove(target.path);
  }
  yield* steps.move(source.path, target.path);
}

function* copyFile(from: unknown, to: unknown, mode: unknown): Steps<void> {
  const source = yield* placeOf(from, 'src');
  const target = yield* placeOf(to, 'dest');
  const called: Called = { syscall: 'copyfile', path: source.shown, dest: target.shown };
  const entry = yield* entryOf(source, called);
  if (entry.folder) {
    throw new FsError('EISDIR', called);
  }
  const folder = writable(target, called);
  const create = (Number(mode ?? 0) & constants.COPYFILE_EXCL) !== 0;
  if (source.folder === undefined) {
    yield* replace(target, yield* wholeOf(source, called), create, called);
  } else {
    yield* folderSteps(source.folder).copy(source.path, target.path, { folder, replace: !create });
  }
}

function* copy(from: unknown, to: unknown, options: Options): Steps<void> {
  const source = yield* placeOf(from, 'src');
  const called: Called = { syscall: 'cp', path: source.shown };
  const filter = option(options, 'filter') as ((from: unknown, to: unknown) => unknown) | undefined;
  if (filter !== undefined && !filter(from, to)) {
    return;
  }
  const entry = yield* entryOf(source, called);
  if (!entry.folder) {
    const exists = (yield* entryAt(yield* placeOf(to, 'dest'))) !== undefined;
    if (exists && option(options, 'errorOnExist') === true) {
      throw coded(new Error(`Target already exists: cp returned EEXIST (file already exists) ${String(to)}`), 'ERR_FS_CP_EEXIST');
    }
    if (!exists || option(options, 'force') !== false) {
      yield* copyFile(from, to, 0);
    }
    return;
  }
  if (option(options, 'recursive') !== true) {
    throw coded(new Error(`Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${source.shown} is a directory (not copied)) ${source.shown}`), 'ERR_FS_EISDIR');
  }
  if (`${resolved(String(to))}/`.startsWith(`${resolved(source.shown)}/`)) {
    throw coded(new Error(`Cannot copy ${source.shown} to a subdirectory of self ${String(to)}`), 'ERR_FS_CP_EINVAL');
  }
  yield* makeFolder(to, { recursive: true });
  for (const { name } of yield* listed(source, called)) {
    yield* copy(`${resolved(source.shown)}/${name}`, `${resolved(String(to))}/${name}`, options);
  }
}

function* write(path: unknown, data: unknown, options: Options, otherwise: string): Steps<void> {
  const bytes = bytesOf(data, encodingOf(options));
  if (typeof path === 'number') {
    yield* writeSteps(path, bytes, null);
    return;
  }
  const place = yield* placeOf(path);
  const called: Called = { syscall: 'open', path: place.shown };
  const flags = flagsOf(option(options, 'flag') ?? option(options, 'flags'), otherwise);
  writable(place, called);
  if ((flags & O.APPEND) !== 0 && (flags & O.EXCL) === 0) {
    yield* append(place, bytes, called);
  } else if ((flags & (O.CREAT | O.TRUNC)) !== 0) {
    yield* replace(place, bytes, (flags & O.EXCL) !== 0, called);
  } else {
    const fd = yield* openSteps(path, flags);
    yield* writeSteps(fd, bytes, 0);
    yield* closeSteps(fd);
  }
}

function* access(path: unknown, mode: unknown): Steps<void> {
  const place = yield* placeOf(path);
  const called: Called = { syscall: 'access', path: place.shown };
  const { folder } = yield* entryOf(place, called);
  const asked = Number(mode ?? 0);
  if ((asked & constants.W_OK) !== 0) {
    writable(place, called);
  }
  if ((asked & constants.X_OK) !== 0 && !folder) {
    throw new FsError('EACCES', called);
  }
}

/** Modes, owners and times are not kept: what sets them has an effect on nothing, where the file may be written. */
function* unkept(path: unknown, syscall: string): Steps<void> {
  const place = yield* placeOf(path);
  const called: Called = { syscall, path: place.shown };
  yield* entryOf(place, called);
  writable(place, called);
}

/** There are no links. */
function* unlinked(path: unknown, other: unknown, syscall: string): Steps<never> {
  const { shown } = yield* placeOf(path);
  throw new FsError('EPERM', { syscall, path: shown, dest: String(other) }, 'there are no links');
}

export interface Buffers {
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly buffer: ArrayBufferLike;
}

/** Reads into a buffer; gives how many bytes. */
export function* readInto(fd: unknown, buffer: Buffers, offset: number, length: number, position: unknown): Steps<number> {
  const target = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (offset < 0 || length < 0 || offset + length > target.length) {
    throw coded(new RangeError(`The value of "length" is out of range. It must be >= 0 && <= ${target.length - offset}. Received ${length}`), 'ERR_OUT_OF_RANGE');
  }
  const bytes = yield* readSteps(fd, length, position);
  target.set(bytes, offset);
  return bytes.length;
}

/** All of an open file from where it is read. */
export function* readRest(fd: unknown): Steps<Bytes> {
  const { size } = yield* fstatSteps(fd, undefined);
  return yield* readSteps(fd, Number(size), null);
}

/** What has a form that waits, one that calls back, and one with a promise. */
export const work = {
  *access(path: unknown, mode?: unknown): Steps<void> {
    yield* access(path, mode);
  },
  *appendFile(path: unknown, data: unknown, options?: Options): Steps<void> {
    yield* write(path, data, options, 'a');
  },
  *chmod(path: unknown): Steps<void> {
    yield* unkept(path, 'chmod');
  },
  *chown(path: unknown): Steps<void> {
    yield* unkept(path, 'chown');
  },
  *copyFile(from: unknown, to: unknown, mode?: unknown): Steps<void> {
    yield* copyFile(from, to, mode);
  },
  *cp(from: unknown, to: unknown, options?: Options): Steps<void> {
    yield* copy(from, to, options);
  },
  *lchown(path: unknown): Steps<void> {
    yield* unkept(path, 'lchown');
  },
  *link(path: unknown, other: unknown): Steps<void> {
    yield* unlinked(path, other, 'link');
  },
  *lstat(path: unknown, options?: Options): Steps<Stats | undefined> {
    return yield* stat(path, options, 'lstat');
  },
  *lutimes(path: unknown): Steps<void> {
    yield* unkept(path, 'lutime');
  },
  *mkdir(path: unknown, options?: Options | number): Steps<string | undefined> {
    return yield* makeFolder(path, options);
  },
  *mkdtemp(prefix: unknown): Steps<string> {
    const path = `${String(prefix)}${Math.random().toString(36).slice(2, 8).padEnd(6, 'x')}`;
    yield* makeFolder(path, undefined);
    return path;
  },
  *opendir(path: unknown, options?: Options): Steps<Dir> {
    return new Dir(String(path), yield* entries(path, options));
  },
  *readFile(path: unknown, options?: Options): Steps<Bytes | string> {
    const encoding = encodingOf(options);
    if (typeof path === 'number') {
      return encoded(yield* readRest(path), encoding);
    }
    const place = yield* placeOf(path);
    return encoded(yield* wholeOf(place, { syscall: 'open', path: place.shown }), encoding);
  },
  *readdir(path: unknown, options?: Options): Steps<(Dirent | string | Bytes)[]> {
    const all = yield* entries(path, options);
    if (option(options, 'withFileTypes') === true) {
      return all;
    }
    const top = `${String(path).replace(/\/$/, '')}/`;
    const names = all.map(({ name, parentPath }) => `${parentPath.replace(/\/$/, '')}/${name}`.slice(top.length));
    return (typeof options === 'string' ? options : option(options, 'encoding')) === 'buffer' ? names.map((name) => NodeBuffer.from(name)) : names;
  },
  *readlink(path: unknown): Steps<string> {
    const place = yield* placeOf(path);
    const called: Called = { syscall: 'readlink', path: place.shown };
    yield* entryOf(place, called);
    throw new FsError('EINVAL', called);
  },
  *realpath(path: unknown): Steps<string> {
    const place = yield* placeOf(path);
    yield* entryOf(place, { syscall: 'realpath', path: place.shown });
    return resolved(place.shown);
  },
  *rename(from: unknown, to: unknown): Steps<void> {
    yield* rename(from, to);
  },
  *rm(path: unknown, options?: Options): Steps<void> {
    yield* remove(path, options, 'rm');
  },
  *rmdir(path: unknown, options?: Options): Steps<void> {
    yield* remove(path, options, 'rmdir');
  },
  *stat(path: unknown, options?: Options): Steps<Stats | undefined> {
    return yield* stat(path, options, 'stat');
  },
  *symlink(target: unknown, path: unknown): Steps<void> {
    yield* unlinked(target, path, 'symlink');
  },
  *truncate(path: unknown, length: unknown = 0): Steps<void> {
    const fd = yield* openSteps(path, 'r+');
    yield* truncateSteps(fd, Math.max(0, Number(length)));
    yield* closeSteps(fd);
  },
  *unlink(path: unknown): Steps<void> {
    yield* remove(path, undefined, 'unlink');
  },
  *utimes(path: unknown): Steps<void> {
    yield* unkept(path, 'utime');
  },
  *writeFile(path: unknown, data: unknown, options?: Options): Steps<void> {
    yield* write(path, data, options, 'w');
  },
};

/** What works on what is open; promises have it as methods of a `FileHandle`. */
export const ofDescriptors = {
  *close(fd: unknown): Steps<void> {
    yield* closeSteps(fd);
  },
  *fchmod(fd: unknown): Steps<void> {
    yield* fstatSteps(fd, undefined);
  },
  *fchown(fd: unknown): Steps<void> {
    yield* fstatSteps(fd, undefined);
  },
  *fdatasync(fd: unknown): Steps<void> {
    yield* flushSteps(fd, 'fdatasync');
  },
  *fstat(fd: unknown, options?: Options): Steps<Stats> {
    return yield* fstatSteps(fd, options);
  },
  *fsync(fd: unknown): Steps<void> {
    yield* flushSteps(fd, 'fsync');
  },
  *ftruncate(fd: unknown, length: unknown = 0): Steps<void> {
    yield* truncateSteps(fd, Math.max(0, Number(length)));
  },
  *futimes(fd: unknown): Steps<void> {
    yield* fstatSteps(fd, undefined);
  },
  *open(path: unknown, flags?: unknown): Steps<number> {
    return yield* openSteps(path, flags);
  },
};

/** What `read` and `write` are given, in any of their forms. */
export function span(buffer: Buffers, given: readonly unknown[]): { offset: number; length: number; position: unknown } {
  const [first] = given;
  const options = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : { offset: first, length: given[1], position: given[2] };
  const offset = Number(options['offset'] ?? 0);
  return { offset, length: Number(options['length'] ?? buffer.byteLength - offset), position: options['position'] };
}

/** Writes of a buffer, or of a text (`write(fd, text, position, encoding)`). */
export function* writeOf(fd: unknown, data: unknown, given: readonly unknown[]): Steps<number> {
  if (typeof data === 'string') {
    return yield* writeSteps(fd, bytesOf(data, given[1] as string | undefined), given[0]);
  }
  const all = bytesOf(data, undefined, 'buffer');
  const { offset, length, position } = span(all, given);
  return yield* writeSteps(fd, all.subarray(offset, offset + length), position);
}
