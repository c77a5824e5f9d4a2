/** Files that last: the add-on's own folder, and folders of the operator's. The grammar is in docs/design/messages.md. */
import type { TextAndBytes } from '../../boundary/ops';
import { UploadedFile } from '../../http/forms';
import { indexOf, parse } from '../../host/primordials';
import { both, type Steps } from '../steps';

/** What crosses at once. */
const PART = 1 << 20;
/** How often a file is read from its beginning, as it was replaced meanwhile. */
const TRIES = 5;

/** A file or folder, as `stat` and `list` tell of it. */
export interface FileInfo {
  readonly name: string;
  readonly folder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  readonly modified: Date;
}

interface Found {
  readonly name: string;
  readonly folder: boolean;
  readonly size: number;
  readonly modified: number;
  readonly tag: string;
}

/** What can be written. */
export type Content = string | ArrayBuffer | ArrayBufferView | UploadedFile;

function shown(value: unknown): string {
  return typeof value === 'string' ? `a text with NUL` : value === null ? 'null' : typeof value;
}

/** A field of a message: no text is two of them. */
export function pathOf(method: string, path: unknown): string {
  if (typeof path !== 'string' || (indexOf(path, '\0') as number) >= 0) {
    throw new TypeError(`files.${method}: path: ${shown(path)} (expected: a text such as 'a/b.txt')`);
  }
  return path;
}

export function bufferOf(bytes: ArrayBuffer | undefined): Buffer {
  const block = bytes ?? new ArrayBuffer(0);
  return Buffer.from(block, 0, block.byteLength);
}

/** Bytes of what is to be written; undefined for what is none of it. */
export function bytesOf(content: unknown): Uint8Array | undefined {
  if (typeof content === 'string') {
    return new TextEncoder().encode(content);
  }
  if (ArrayBuffer.isView(content)) {
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  }
  return content instanceof ArrayBuffer ? new Uint8Array(content) : undefined;
}

function contentOf(method: string, content: unknown): Uint8Array {
  const bytes = bytesOf(content);
  if (bytes === undefined) {
    throw new TypeError(`files.${method}: content: ${content === null ? 'null' : typeof content} (expected: a text, bytes, or an uploaded file)`);
  }
  return bytes;
}

function info({ name, folder, size, modified }: Found): FileInfo {
  return { name, folder, size, modified: new Date(modified) };
}

/** Ops on one folder, as {@link Steps}. */
export function folderSteps(folder: string) {
  const at = (path: string, ...more: string[]): string => [folder, path, ...more].join('\0');

  function* found(path: string): Steps<Found | undefined> {
    const { text } = yield ['files.stat', at(path)];
    return text === '' ? undefined : (parse(text) as Found);
  }

  /** All parts of one and the same file. */
  function* whole(path: string): Steps<Buffer> {
    for (let tries = 1; ; tries++) {
      try {
        return yield* parts(path, (yield* found(path))?.tag ?? '');
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'changed' || tries === TRIES) {
          throw error;
        }
      }
    }
  }

  function* parts(path: string, tag: string): Steps<Buffer> {
    const all: Buffer[] = [];
    for (let offset = 0; ; ) {
      const { bytes } = (yield ['files.read', at(path, String(offset), String(PART), tag)]) as TextAndBytes;
      const part = bufferOf(bytes);
      all.push(part);
      offset += part.length;
      if (part.length < PART) {
        return all.length === 1 ? part : Buffer.concat(all);
      }
    }
  }

  function* write(path: string, content: unknown, mode: string): Steps<void> {
    if (content instanceof UploadedFile) {
      yield ['files.keep', at(path, mode, UploadedFile.tokenHere(content))];
      return;
    }
    const bytes = contentOf('write', content);
    if (bytes.byteLength <= PART) {
      yield ['files.write', at(path, mode), bytes];
      return;
    }
    const { text: token } = yield ['files.begin', at(path, mode)];
    try {
      for (let from = 0; from < bytes.byteLength; from += PART) {
        yield ['files.part', token, bytes.slice(from, from + PART)];
      }
    } catch (error) {
      yield ['files.drop', token];
      throw error;
    }
    yield ['files.end', token];
  }

  return {
    *read(path: unknown): Steps<Buffer> {
      return yield* whole(pathOf('read', path));
    },
    *readText(path: unknown, charset: unknown = 'utf-8'): Steps<string> {
      return (yield ['files.text', at(pathOf('readText', path), pathOf('readText', charset))]).text;
    },
    *readPart(path: unknown, offset: unknown, length: unknown): Steps<Buffer> {
      const most = Math.min(PART, Math.max(0, Math.trunc(Number(length)) || 0));
      const { bytes } = yield ['files.read', at(pathOf('readPart', path), String(Math.max(0, Math.trunc(Number(offset)) || 0)), String(most), '')];
      return bufferOf(bytes);
    },
    *write(path: unknown, content: unknown, options: { create?: boolean } = {}): Steps<void> {
      yield* write(pathOf('write', path), content, options.create === true ? 'c' : 'r');
    },
    *append(path: unknown, content: unknown): Steps<void> {
      const name = pathOf('append', path);
      const bytes = contentOf('append', content);
      for (let from = 0; from === 0 || from < bytes.byteLength; from += PART) {
        yield ['files.append', at(name), bytes.slice(from, from + PART)];
      }
    },
    *stat(path: unknown): Steps<FileInfo | null> {
      const it = yield* found(pathOf('stat', path));
      return it === undefined ? null : info(it);
    },
    *list(path: unknown = ''): Steps<FileInfo[]> {
      const { text } = yield ['files.list', at(pathOf('list', path))];
      return (parse(text) as Found[]).map(info);
    },
    *createFolder(path: unknown): Steps<boolean> {
      return (yield ['files.make', at(pathOf('createFolder', path))]).text === '1';
    },
    *remove(path: unknown, options: { recursive?: boolean } = {}): Steps<boolean> {
      return (yield ['files.remove', at(pathOf('remove', path), options.recursive === true ? '1' : '0')]).text === '1';
    },
    *move(from: unknown, to: unknown, options: { replace?: boolean } = {}): Steps<void> {
      yield ['files.move', at(pathOf('move', from), pathOf('move', to), options.replace === false ? '0' : '1')];
    },
    *copy(from: unknown, to: unknown, options: { folder?: string; replace?: boolean } = {}): Steps<void> {
      const target = pathOf('copy', options.folder ?? folder);
      yield ['files.copy', at(pathOf('copy', from), target, pathOf('copy', to), options.replace === false ? 'c' : 'r')];
    },
  };
}

function folderModule(folder: string) {
  return Object.freeze(both(folderSteps(folder)));
}

/** `require('annex/files')`: the add-on's own folder, and what leads to the others. */
export const filesModule = Object.freeze({
  ...folderModule(''),
  ...both({
    *usage(): Steps<{ used: number; limit: number }> {
      return parse((yield ['files.used', '']).text) as { used: number; limit: number };
    },
    *folders(): Steps<{ path: string; access: string }[]> {
      return parse((yield ['files.folders', '']).text) as { path: string; access: string }[];
    },
  }),
  /** A folder of the operator's, by its path as the grant has it. */
  folder: (path: unknown) => folderModule(pathOf('folder', path)),
});
