/** What files contain: parts that cross, and what can be written. */
import { bufferOf, folderSteps } from '../../services/files/folder';
import { parse } from '../../host/primordials';
import type { TextAndBytes } from '../../boundary/ops';
import type { Steps } from '../../services/steps';
import { NodeBuffer, type Bytes } from './bytes';
import { coded, FsError, invalidArgument, type Called } from './failures';
import { writable, type Place } from './places';
import type { Entry } from './stats';

/** What crosses at once. */
export const PART = 1 << 20;

export type Encoding = string | null | undefined;

/** The encoding of options, which may be it alone. */
export function encodingOf(options: unknown): Encoding {
  const encoding = typeof options === 'string' || options === undefined || options === null ? options : (options as { encoding?: Encoding }).encoding;
  if (typeof encoding === 'string' && encoding !== 'buffer' && !NodeBuffer.isEncoding(encoding)) {
    throw coded(new TypeError(`The argument 'encoding' is invalid encoding. Received '${encoding}'`), 'ERR_INVALID_ARG_VALUE');
  }
  return encoding === 'buffer' ? undefined : encoding;
}

/** Bytes, or their text. */
export function encoded(bytes: Bytes, encoding: Encoding): Bytes | string {
  return encoding === undefined || encoding === null ? bytes : bytes.toString(encoding);
}

/** Bytes of what can be written. */
export function bytesOf(data: unknown, encoding: Encoding, name = 'data'): Bytes {
  if (typeof data === 'string') {
    return NodeBuffer.from(data, encoding ?? 'utf8');
  }
  if (ArrayBuffer.isView(data)) {
    return NodeBuffer.from(data.buffer, data.byteOffset, data.byteLength);
  }
  throw invalidArgument(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data);
}

/** What there is at a place; undefined for nothing. */
export function* entryAt({ folder, path }: Place): Steps<Entry | undefined> {
  if (path === '\0') {
    return undefined;
  }
  if (folder === undefined) {
    const [kind, size, modified] = (yield ['own.stat', `/${path}`]).text.split('\0');
    return kind === '' ? undefined : { folder: kind === 'dir', size: Number(size), modified: Number(modified), tag: '' };
  }
  try {
    const { text } = yield ['files.stat', `${folder}\0${path}`];
    return text === '' ? undefined : (parse(text) as Entry);
  } catch (error) {
    // A name that no file can have is no file's.
    if ((error as { code?: unknown }).code === 'invalid') {
      return undefined;
    }
    throw error;
  }
}

export function* entryOf(place: Place, called: Called): Steps<Entry> {
  const found = yield* entryAt(place);
  if (found === undefined) {
    throw new FsError('ENOENT', called);
  }
  return found;
}

export function* fileOf(place: Place, called: Called): Steps<Entry> {
  const found = yield* entryOf(place, called);
  if (found.folder) {
    throw new FsError('EISDIR', called.syscall === 'open' ? { syscall: 'read' } : called);
  }
  return found;
}

/** A part of a file, at most {@link PART} bytes; nothing at its end. */
export function* partOf({ folder, path }: Place, from: number, length: number, tag: string): Steps<Bytes> {
  const most = Math.min(length, PART);
  const answer: TextAndBytes = folder === undefined ? yield ['own.bytes', `${from}\0${most}\0/${path}`] : yield ['files.read', `${folder}\0${path}\0${from}\0${most}\0${tag}`];
  return bufferOf(answer.bytes);
}

export function* wholeOf(place: Place, called: Called): Steps<Bytes> {
  if (place.folder !== undefined) {
    yield* fileOf(place, called);
    return yield* folderSteps(place.folder).read(place.path);
  }
  const { size } = yield* fileOf(place, called);
  const parts: Bytes[] = [];
  for (let at = 0; at < size; at += PART) {
    parts.push(yield* partOf(place, at, PART, ''));
  }
  return parts.length === 1 ? (parts[0] as Bytes) : NodeBuffer.concat(parts);
}

/** Makes or replaces a file as a whole. */
export function* replace(place: Place, bytes: Uint8Array, create: boolean, called: Called): Steps<void> {
  yield* folderSteps(writable(place, called)).write(place.path, bytes, { create });
}

export function* append(place: Place, bytes: Uint8Array, called: Called): Steps<void> {
  yield* folderSteps(writable(place, called)).append(place.path, bytes);
}
