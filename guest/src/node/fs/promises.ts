/** `fs.promises` and its `FileHandle`. */
import { NodeBuffer, type Bytes } from './bytes';
import { promising } from './forms';
import type { Steps } from '../../services/steps';
import { bytesOf, encoded, encodingOf } from './content';
import { writeSteps } from './descriptors';
import { constants, ofDescriptors, readInto, readRest, span, work, writeOf, type Buffers } from './work';

const READ = 16 << 10;

type Promised = (...args: unknown[]) => Promise<any>;

const close = promising('close', ofDescriptors.close);
const fstat = promising('fstat', ofDescriptors.fstat);
const fsync = promising('fsync', ofDescriptors.fsync);
const fdatasync = promising('fdatasync', ofDescriptors.fdatasync);
const ftruncate = promising('ftruncate', ofDescriptors.ftruncate);
const read = promising('read', readInto) as (...args: unknown[]) => Promise<number>;
const write = promising('write', (fd: unknown, data: unknown, given: readonly unknown[]) => writeOf(fd, data, given)) as (...args: unknown[]) => Promise<number>;
const rest = promising('read', function* (fd: unknown, options: unknown): Steps<Bytes | string> {
  return encoded(yield* readRest(fd), encodingOf(options));
});
const all = promising('write', function* (fd: unknown, data: unknown, options: unknown): Steps<number> {
  return yield* writeSteps(fd, bytesOf(data, encodingOf(options)), null);
});

/** Streams, which are made by what makes `fs`. */
export interface Streams {
  readonly createReadStream: (path: unknown, options: object) => unknown;
  readonly createWriteStream: (path: unknown, options: object) => unknown;
}

let streams: Streams;

/** An open file. */
export class FileHandle {
  fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  async close(): Promise<void> {
    const { fd } = this;
    if (fd >= 0) {
      this.fd = -1;
      await close(fd);
    }
  }

  stat(options?: unknown): Promise<unknown> {
    return fstat(this.fd, options);
  }

  sync(): Promise<unknown> {
    return fsync(this.fd);
  }

  datasync(): Promise<unknown> {
    return fdatasync(this.fd);
  }

  truncate(length?: unknown): Promise<unknown> {
    return ftruncate(this.fd, length);
  }

  chmod(): Promise<unknown> {
    return fstat(this.fd);
  }

  chown(): Promise<unknown> {
    return fstat(this.fd);
  }

  utimes(): Promise<unknown> {
    return fstat(this.fd);
  }

  async read(first?: unknown, ...given: unknown[]): Promise<{ bytesRead: number; buffer: unknown }> {
    const isBuffer = ArrayBuffer.isView(first);
    const options = isBuffer ? undefined : (first as { buffer?: Buffers } | undefined);
    const buffer: Buffers = isBuffer ? first : (options?.buffer ?? NodeBuffer.alloc(READ));
    const { offset, length, position } = span(buffer, isBuffer ? given : [options]);
    return { bytesRead: await read(this.fd, buffer, offset, length, position), buffer };
  }

  async write(data: unknown, ...given: unknown[]): Promise<{ bytesWritten: number; buffer: unknown }> {
    return { bytesWritten: await write(this.fd, data, given), buffer: data };
  }

  readFile(options?: unknown): Promise<unknown> {
    return rest(this.fd, options);
  }

  async writeFile(data: unknown, options?: unknown): Promise<void> {
    await all(this.fd, await gathered(data, options), options);
  }

  appendFile(data: unknown, options?: unknown): Promise<void> {
    return this.writeFile(data, options);
  }

  createReadStream(options: object = {}): unknown {
    return streams.createReadStream('', { ...options, fd: this.fd });
  }

  createWriteStream(options: object = {}): unknown {
    return streams.createWriteStream('', { ...options, fd: this.fd });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Streams and other iterables as bytes; what else there is stays. */
async function gathered(data: unknown, options: unknown): Promise<unknown> {
  const iterates = typeof data === 'object' && data !== null && !ArrayBuffer.isView(data);
  if (!iterates || !(Symbol.asyncIterator in data || Symbol.iterator in data)) {
    return data;
  }
  const parts: Bytes[] = [];
  for await (const each of data as AsyncIterable<unknown>) {
    parts.push(bytesOf(each, encodingOf(options)));
  }
  return NodeBuffer.concat(parts);
}

export function promises(made: Streams): Record<string, unknown> {
  streams = made;
  const all: Record<string, unknown> = { constants };
  for (const [name, steps] of Object.entries(work)) {
    all[name] = promising(name, steps as (...args: any[]) => Steps<unknown>);
  }
  const open = promising('open', ofDescriptors.open) as (...args: unknown[]) => Promise<number>;
  all['open'] = async (...args: unknown[]) => new FileHandle(await open(...args));
  for (const name of ['writeFile', 'appendFile']) {
    const steps = all[name] as Promised;
    const ofHandle = name as 'writeFile' | 'appendFile';
    all[name] = async (path: unknown, data: unknown, options?: unknown) =>
      path instanceof FileHandle ? path[ofHandle](data, options) : steps(path, await gathered(data, options), options);
  }
  const readFile = all['readFile'] as Promised;
  all['readFile'] = (path: unknown, options?: unknown) => (path instanceof FileHandle ? path.readFile(options) : readFile(path, options));
  return all;
}
