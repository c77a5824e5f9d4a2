/**
 * Node's `fs`, over the add-on's own files, which can be read, and the folders that the operator has granted. There are no links, modes and owners; how
 * it differs is in docs/reference/fs.md.
 */
import type { Steps } from '../../services/steps';
import { NodeBuffer } from './bytes';
import { finishSteps } from './descriptors';
import { FsError } from './failures';
import { callbackOf, calling, promising, settles, waiting } from './forms';
import { promises } from './promises';
import { Dir, Dirent, Stats } from './stats';
import { streams, type Functions } from './streams';
import { constants, ofDescriptors, readInto, span, work, writeOf, type Buffers } from './work';

type Make = (...args: any[]) => Steps<unknown>;

const fs: Record<string, unknown> = { constants, Stats, Dirent, Dir, F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 };

for (const [name, steps] of Object.entries({ ...work, ...ofDescriptors })) {
  fs[`${name}Sync`] = waiting(name, steps as Make);
  fs[name] = calling(name, steps as Make);
}
const { stat } = work;
/** Never an error: there is nothing where one cannot look. */
function exists(path: unknown): boolean {
  try {
    return waiting('access', stat as Make)(path) !== undefined;
  } catch {
    return false;
  }
}
const existsLater = promising('access', stat as Make);

fs['existsSync'] = exists;
fs['exists'] = (path: unknown, callback: unknown): void => {
  const done = callbackOf(callback) as unknown as (is: boolean) => void;
  settles(existsLater(path), (error) => {
    done(error === null);
  });
};

const native = fs['realpath'] as object;
Object.assign(native, { native });
Object.assign(fs['realpathSync'] as object, { native: fs['realpathSync'] });

const readSync = waiting('read', readInto as Make);
const readLater = promising('read', readInto as Make);
const writeSync = waiting('write', writeOf as Make);
const writeLater = promising('write', writeOf as Make);

fs['readSync'] = (fd: unknown, buffer: Buffers, ...given: unknown[]): unknown => {
  const { offset, length, position } = span(buffer, given);
  return readSync(fd, buffer, offset, length, position);
};
fs['read'] = (fd: unknown, ...given: unknown[]): void => {
  const callback = callbackOf(given.pop());
  const isBuffer = ArrayBuffer.isView(given[0]);
  const buffer = (isBuffer ? given.shift() : ((given[0] as { buffer?: Buffers } | undefined)?.buffer ?? NodeBuffer.alloc(16 << 10))) as Buffers;
  const { offset, length, position } = span(buffer, given);
  settles(readLater(fd, buffer, offset, length, position), (error, read) => {
    if (error === null) {
      callback(null, read, buffer);
    } else {
      callback(error);
    }
  });
};
fs['writeSync'] = (fd: unknown, data: unknown, ...given: unknown[]): unknown => writeSync(fd, data, given);
fs['write'] = (fd: unknown, data: unknown, ...given: unknown[]): void => {
  const callback = callbackOf(given.pop());
  settles(writeLater(fd, data, given), (error, written) => {
    if (error === null) {
      callback(null, written, data);
    } else {
      callback(error);
    }
  });
};

/** Several buffers, one after the other. */
function* readv(fd: unknown, buffers: readonly Buffers[], position?: unknown): Steps<number> {
  let all = 0;
  for (const buffer of buffers) {
    const read: number = yield* readInto(fd, buffer, 0, buffer.byteLength, typeof position === 'number' ? position + all : position);
    all += read;
    if (read < buffer.byteLength) {
      break;
    }
  }
  return all;
}

function* writev(fd: unknown, buffers: readonly Buffers[], position?: unknown): Steps<number> {
  let all = 0;
  for (const buffer of buffers) {
    all += yield* writeOf(fd, buffer, [0, buffer.byteLength, typeof position === 'number' ? position + all : position]);
  }
  return all;
}

for (const [name, steps] of Object.entries({ readv, writev })) {
  const begin = promising(name, steps as Make);
  fs[`${name}Sync`] = waiting(name, steps as Make);
  fs[name] = (fd: unknown, buffers: unknown, ...given: unknown[]): void => {
    const callback = callbackOf(given.pop());
    settles(begin(fd, buffers, ...given), (error, bytes) => {
      if (error === null) {
        callback(null, bytes, buffers);
      } else {
        callback(error);
      }
    });
  };
}

function unwatched(path: unknown): never {
  throw new FsError('ENOSYS', { syscall: 'watch', path: String(path) }, 'files are not watched: look at them when they are needed');
}

fs['watch'] = fs['watchFile'] = unwatched;
fs['unwatchFile'] = (): void => undefined;

let made: ReturnType<typeof streams> | undefined;

function both(): ReturnType<typeof streams> {
  // What packages have put into fs is what streams call.
  made ??= streams(fs as unknown as Functions, promising('close', finishSteps as Make) as (fd: number) => Promise<unknown>);
  return made;
}

for (const name of ['ReadStream', 'WriteStream'] as const) {
  Object.defineProperty(fs, name, {
    configurable: true,
    enumerable: true,
    get: () => both()[name],
    set: (value: unknown) => {
      Object.defineProperty(fs, name, { configurable: true, enumerable: true, writable: true, value });
    },
  });
}

type New = new (path: unknown, options: unknown) => unknown;

fs['createReadStream'] = (path: unknown, options: unknown): unknown => new (both().ReadStream as unknown as New)(path, options);
fs['createWriteStream'] = (path: unknown, options: unknown): unknown => new (both().WriteStream as unknown as New)(path, options);
fs['promises'] = promises({
  createReadStream: (path, options) => (fs['createReadStream'] as (path: unknown, options: unknown) => unknown)(path, options),
  createWriteStream: (path, options) => (fs['createWriteStream'] as (path: unknown, options: unknown) => unknown)(path, options),
});
fs['openAsBlob'] = async (path: unknown, options?: { type?: string }): Promise<unknown> => {
  const bytes = await (promising('readFile', work.readFile as Make)(path) as Promise<Uint8Array>);
  return new (globalThis as unknown as { Blob: new (parts: unknown[], options: object) => unknown }).Blob([bytes], { type: options?.type ?? '' });
};

export default fs;
