/**
 * Files that are open. What is written with one is there when it is closed, whole: the host knows no half-written files. Reads and `append` take effect
 * at once. With `r+` and `w+` the whole file is in memory meanwhile.
 */
import type { Steps } from '../../services/steps';
import { NodeBuffer, type Bytes } from './bytes';
import { append, entryAt, entryOf, partOf, PART, replace, wholeOf } from './content';
import { coded, FsError, invalidArgument, type Called } from './failures';
import { placeOf, resolved, writable, type Place } from './places';
import { Stats } from './stats';

/** Of one worker. */
const MOST_OPEN = 1000;
/** What may be open with `r+` and `w+`. */
const MOST_IN_MEMORY = 16 << 20;

export const O = { RDONLY: 0, WRONLY: 1, RDWR: 2, CREAT: 0o100, EXCL: 0o200, TRUNC: 0o1000, APPEND: 0o2000 } as const;

const FLAGS: Readonly<Record<string, number>> = {
  r: O.RDONLY,
  rs: O.RDONLY,
  sr: O.RDONLY,
  'r+': O.RDWR,
  'rs+': O.RDWR,
  'sr+': O.RDWR,
  w: O.WRONLY | O.CREAT | O.TRUNC,
  wx: O.WRONLY | O.CREAT | O.TRUNC | O.EXCL,
  'w+': O.RDWR | O.CREAT | O.TRUNC,
  'wx+': O.RDWR | O.CREAT | O.TRUNC | O.EXCL,
  a: O.WRONLY | O.CREAT | O.APPEND,
  as: O.WRONLY | O.CREAT | O.APPEND,
  ax: O.WRONLY | O.CREAT | O.APPEND | O.EXCL,
  'a+': O.RDWR | O.CREAT | O.APPEND,
  'as+': O.RDWR | O.CREAT | O.APPEND,
  'ax+': O.RDWR | O.CREAT | O.APPEND | O.EXCL,
};

export function flagsOf(flags: unknown, otherwise = 'r'): number {
  const given = flags ?? otherwise;
  if (typeof given === 'number') {
    return given;
  }
  const turned = String(given).replace(/^x([wa])/, '$1x');
  if (!Object.hasOwn(FLAGS, turned)) {
    throw coded(new TypeError(`The argument 'flags' is invalid. Received '${String(given)}'`), 'ERR_INVALID_ARG_VALUE');
  }
  return FLAGS[turned] as number;
}

/** What was written, and is not there yet. */
class Written {
  #held: Uint8Array[] = [];
  #bytes = 0;
  #token: string | undefined;
  /** All that was written. */
  length = 0;
  dirty: boolean;

  /** @param dirty whether the file is another one when nothing is written */
  constructor(dirty: boolean) {
    this.dirty = dirty;
  }

  *add({ folder, path }: Place, bytes: Uint8Array): Steps<void> {
    this.#held.push(Uint8Array.from(bytes));
    this.#bytes += bytes.length;
    this.length += bytes.length;
    this.dirty = true;
    if (this.#bytes >= PART) {
      this.#token ??= (yield ['files.begin', `${folder}\0${path}\0r`]).text;
      yield* this.#flush(this.#token);
    }
  }

  *#flush(token: string): Steps<void> {
    const all = NodeBuffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    for (let from = 0; from < all.length; from += PART) {
      yield ['files.part', token, Uint8Array.from(all.subarray(from, from + PART))];
    }
  }

  /** It is there from now on. */
  *end(place: Place, called: Called): Steps<void> {
    if (!this.dirty) {
      return;
    }
    const token = this.#token;
    this.#token = undefined;
    this.dirty = false;
    if (token === undefined) {
      yield* replace(place, NodeBuffer.concat(this.#held), false, called);
      return;
    }
    try {
      yield* this.#flush(token);
    } catch (error) {
      yield ['files.drop', token];
      throw error;
    }
    yield ['files.end', token];
  }
}

interface Open {
  readonly place: Place;
  readonly flags: number;
  readonly tag: string;
  position: number;
  /** What is written in turn. */
  readonly written: Written | undefined;
  /** What is in memory, and whether it has been changed. */
  image: Bytes | undefined;
  changed: boolean;
}

const open = new Map<number, Open>();
let last = 2;

function found(fd: unknown, syscall: string): Open {
  if (typeof fd !== 'number') {
    throw invalidArgument('fd', 'of type number', fd);
  }
  const file = open.get(fd);
  if (file === undefined) {
    throw new FsError('EBADF', { syscall });
  }
  return file;
}

export function* openSteps(path: unknown, flags: unknown, otherwise = 'r'): Steps<number> {
  const place = yield* placeOf(path);
  const called: Called = { syscall: 'open', path: place.shown };
  const how = flagsOf(flags, otherwise);
  if (open.size >= MOST_OPEN) {
    throw new FsError('EMFILE', called);
  }
  const reads = (how & 3) !== O.WRONLY;
  const writes = (how & 3) !== O.RDONLY;
  if (writes) {
    writable(place, called);
  }
  const made = (how & O.CREAT) !== 0 && (yield* create(place, how, called));
  const entry = yield* entryOf(place, called);
  if (entry.folder && writes) {
    throw new FsError('EISDIR', called);
  }
  let image: Bytes | undefined;
  let written: Written | undefined;
  let changed = false;
  if (writes && (how & O.APPEND) === 0) {
    const truncates = !made && (how & O.TRUNC) !== 0;
    if (reads || (!truncates && !made)) {
      if (entry.size > MOST_IN_MEMORY) {
        throw new FsError('EFBIG', called, `expected: at most ${MOST_IN_MEMORY} bytes in a file that is changed in place`);
      }
      image = truncates || made ? NodeBuffer.alloc(0) : yield* wholeOf(place, called);
    } else {
      written = new Written(truncates);
    }
    changed = truncates;
  }
  open.set(++last, { place, flags: how, tag: entry.tag, position: 0, written, image, changed });
  return last;
}

/** Whether a file was made, so that who comes now finds it. */
function* create(place: Place, how: number, called: Called): Steps<boolean> {
  try {
    yield* replace(place, new Uint8Array(0), true, called);
    return true;
  } catch (error) {
    const there = (error as { code?: unknown }).code;
    if ((how & O.EXCL) === 0 && (there === 'exists' || there === 'is_a_folder')) {
      return false;
    }
    throw there === 'is_a_folder' ? new FsError('EEXIST', called) : error;
  }
}

export function* closeSteps(fd: unknown): Steps<void> {
  yield* flushSteps(fd, 'close', true);
}

/** What was written is there. */
export function* flushSteps(fd: unknown, syscall: string, closes = false): Steps<void> {
  const file = found(fd, syscall);
  if (closes) {
    open.delete(fd as number);
  }
  const called: Called = { syscall, path: file.place.shown };
  if (file.image !== undefined && file.changed) {
    file.changed = false;
    yield* replace(file.place, file.image, false, called);
  }
  if (closes && file.written !== undefined) {
    yield* file.written.end(file.place, called);
  }
}

/** A stream has said all: what it wrote is there before it says that it has finished. */
export function* finishSteps(fd: unknown): Steps<void> {
  const file = found(fd, 'close');
  yield* flushSteps(fd, 'close');
  if (file.written !== undefined) {
    yield* file.written.end(file.place, { syscall: 'close', path: file.place.shown });
  }
}

function isPosition(position: unknown): position is number | bigint {
  return (typeof position === 'number' && position >= 0) || typeof position === 'bigint';
}

/** Bytes from a position, or from where the last read ended; none at its end. */
export function* readSteps(fd: unknown, length: number, position: unknown): Steps<Bytes> {
  const file = found(fd, 'read');
  if ((file.flags & 3) === O.WRONLY) {
    throw new FsError('EBADF', { syscall: 'read' });
  }
  const from = isPosition(position) ? Number(position) : file.position;
  let bytes: Bytes;
  if (file.image !== undefined) {
    bytes = NodeBuffer.concat([file.image.subarray(from, from + length)]);
  } else {
    const called: Called = { syscall: 'read' };
    const entry = yield* entryAt(file.place);
    if (entry === undefined || entry.tag !== file.tag) {
      throw new FsError('ESTALE', called, 'the file was replaced or removed while it was open');
    }
    if (entry.folder) {
      throw new FsError('EISDIR', called);
    }
    const parts: Bytes[] = [];
    for (let at = from; at < Math.min(from + length, entry.size); at += PART) {
      parts.push(yield* partOf(file.place, at, Math.min(PART, from + length - at), file.tag));
    }
    bytes = parts.length === 1 ? (parts[0] as Bytes) : NodeBuffer.concat(parts);
  }
  if (!isPosition(position)) {
    file.position += bytes.length;
  }
  return bytes;
}

export function* writeSteps(fd: unknown, bytes: Uint8Array, position: unknown): Steps<number> {
  const file = found(fd, 'write');
  if ((file.flags & 3) === O.RDONLY) {
    throw new FsError('EBADF', { syscall: 'write' });
  }
  if ((file.flags & O.APPEND) !== 0) {
    yield* append(file.place, bytes, { syscall: 'write', path: file.place.shown });
  } else if (file.image !== undefined) {
    const from = isPosition(position) ? Number(position) : file.position;
    resize(file, Math.max(file.image.length, from + bytes.length), 'write');
    file.image.set(bytes, from);
    file.position = isPosition(position) ? file.position : from + bytes.length;
  } else if (file.written !== undefined) {
    if (isPosition(position) && Number(position) !== file.written.length) {
      throw new FsError('ESPIPE', { syscall: 'write' }, "expected: 'r+' or 'w+' to write elsewhere than at the end");
    }
    yield* file.written.add(file.place, bytes);
  }
  return bytes.length;
}

function resize(file: Open, length: number, syscall: string): void {
  const { image } = file;
  if (length > MOST_IN_MEMORY) {
    throw new FsError('EFBIG', { syscall });
  }
  if (image !== undefined && image.length !== length) {
    const next = NodeBuffer.alloc(length);
    next.set(image.subarray(0, length));
    file.image = next;
  }
  file.changed = true;
}

export function* truncateSteps(fd: unknown, length: number): Steps<void> {
  const file = found(fd, 'ftruncate');
  if ((file.flags & 3) === O.RDONLY) {
    throw new FsError('EINVAL', { syscall: 'ftruncate' });
  }
  if (file.image !== undefined) {
    resize(file, length, 'ftruncate');
  } else if ((file.written?.length ?? length + 1) !== length) {
    throw new FsError('EINVAL', { syscall: 'ftruncate' }, "expected: 'r+' or 'w+' to change a length");
  }
  yield* [];
}

export function* fstatSteps(fd: unknown, options: unknown): Steps<Stats> {
  const { place, image, written } = found(fd, 'fstat');
  const entry = yield* entryOf(place, { syscall: 'fstat' });
  const size = image?.length ?? (written?.dirty === true ? written.length : entry.size);
  const stats = new Stats({ ...entry, size }, resolved(place.shown), place.writes);
  return (options as { bigint?: boolean } | undefined)?.bigint === true ? Stats.big(stats) : stats;
}
