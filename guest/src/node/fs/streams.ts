/** Streams of files, made as Node's were before there were classes: packages call their constructors with objects of their own. */
import { nextTick } from '../../runtime/ticks';
import { NodeBuffer, type Bytes } from './bytes';
import { settles } from './forms';
import { pathOf } from './places';

const PART = 64 << 10;

type Callback = (error?: unknown, ...values: any[]) => void;

/** What streams call; looked up when it is called, as packages replace it. */
export interface Functions {
  open(path: unknown, flags: unknown, mode: unknown, callback: Callback): void;
  read(fd: number, buffer: Bytes, offset: number, length: number, position: number | undefined, callback: Callback): void;
  write(fd: number, buffer: Bytes, offset: number, length: number, position: number | undefined, callback: Callback): void;
  close(fd: number, callback: Callback): void;
}

interface Options {
  readonly fd?: number | { readonly fd: number };
  readonly flags?: string;
  readonly mode?: number;
  readonly start?: number;
  readonly end?: number;
  readonly encoding?: string;
  readonly autoClose?: boolean;
  readonly emitClose?: boolean;
  readonly highWaterMark?: number;
  readonly signal?: AbortSignal;
}

/** A stream, as far as it is used here. */
interface Stream {
  path: string | undefined;
  fd: number | null;
  flags: string;
  mode: number;
  start: number | undefined;
  end: number;
  pos: number | undefined;
  bytesRead: number;
  bytesWritten: number;
  autoClose: boolean;
  pending: boolean;
  open(): void;
  push(chunk: unknown): boolean;
  emit(event: string, ...args: unknown[]): boolean;
  destroy(error?: unknown): void;
  on(event: string, listener: (...args: unknown[]) => void): void;
  once(event: string, listener: (...args: unknown[]) => void): void;
  setDefaultEncoding(encoding: string): void;
}

interface Base {
  prototype: object;
  call(self: Stream, options: object): void;
}

type Made = (this: Stream | undefined, path: unknown, options?: unknown) => unknown;

/** Both constructors; Node's streams are evaluated with them. */
export function streams(fs: Functions, finish: (fd: number) => Promise<unknown>): { ReadStream: Made; WriteStream: Made } {
  const { Readable, Writable } = require('readable-stream') as { Readable: Base; Writable: Base };

  function begin(self: Stream, path: unknown, given: unknown, flags: string): Options {
    const options: Options = typeof given === 'string' ? { encoding: given } : ((given ?? {}) as Options);
    const fd = typeof options.fd === 'object' ? options.fd.fd : options.fd;
    self.fd = fd ?? null;
    self.path = self.fd === null ? pathOf(path) : undefined;
    self.flags = options.flags ?? flags;
    self.mode = options.mode ?? 0o666;
    self.start = options.start;
    self.pos = options.start;
    self.autoClose = options.autoClose ?? true;
    return options;
  }

  function construct(this: Stream, callback: Callback): void {
    if (this.fd !== null) {
      callback();
      return;
    }
    if (this.open !== open) {
      // A package has put its own there, which says by events what came of it.
      const { emit } = this;
      this.emit = (event, ...args): boolean => {
        if (event === 'open' || event === 'error') {
          this.emit = emit;
          callback(...(event === 'error' ? [args[0]] : []));
          return event === 'error' || emit.call(this, event, ...args);
        }
        return emit.call(this, event, ...args);
      };
      this.open();
      return;
    }
    fs.open(this.path, this.flags, this.mode, (error, fd: number) => {
      if (error !== null && error !== undefined) {
        callback(error);
        return;
      }
      this.fd = fd;
      callback();
      this.emit('open', fd);
      this.emit('ready');
    });
  }

  function destroy(this: Stream, error: unknown, callback: Callback): void {
    const { fd } = this;
    if (fd === null || !this.autoClose) {
      callback(error);
      return;
    }
    this.fd = null;
    fs.close(fd, (failure) => {
      callback(error ?? failure);
    });
  }

  /** Only to be replaced. */
  function open(): void {
    // What opens it is `construct`.
  }

  function close(this: Stream, callback?: Callback): void {
    if (callback !== undefined) {
      if ((this as { closed?: boolean }).closed === true) {
        nextTick(callback);
      } else {
        this.once('close', callback as () => void);
      }
    }
    if (this instanceof (WriteStream as unknown as new () => object)) {
      (this as unknown as { end(): void }).end();
    } else {
      this.destroy();
    }
  }

  const shared = {
    open,
    close,
    _construct: construct,
    _destroy: destroy,
  };

  function ReadStream(this: Stream | undefined, path: unknown, given?: unknown): unknown {
    if (!(this instanceof (ReadStream as unknown as new () => object))) {
      return new (ReadStream as unknown as new (path: unknown, given: unknown) => object)(path, given);
    }
    const self = this as Stream;
    const options = begin(self, path, given, 'r');
    self.end = options.end ?? Infinity;
    self.bytesRead = 0;
    Readable.call(self, { highWaterMark: PART, ...options, autoDestroy: self.autoClose });
    return self;
  }

  function made(constructor: Made, base: Base, methods: object): void {
    const prototype = Object.create(base.prototype, Object.getOwnPropertyDescriptors({ ...shared, ...methods, constructor })) as object;
    Object.defineProperty(prototype, 'pending', {
      configurable: true,
      get(this: Stream) {
        return this.fd === null;
      },
    });
    constructor.prototype = prototype;
    Object.setPrototypeOf(constructor, base);
  }

  made(ReadStream, Readable, {
    _read(this: Stream, size: number): void {
      const left = this.end - (this.pos ?? this.bytesRead) + 1;
      const length = Math.min(size, left);
      if (length <= 0) {
        this.push(null);
        return;
      }
      fs.read(this.fd as number, NodeBuffer.alloc(length), 0, length, this.pos, (error, read: number, buffer: Bytes) => {
        if (error !== null && error !== undefined) {
          this.destroy(error);
          return;
        }
        this.pos = this.pos === undefined ? undefined : this.pos + read;
        this.bytesRead += read;
        this.push(read === 0 ? null : buffer.subarray(0, read));
      });
    },
  });

  function WriteStream(this: Stream | undefined, path: unknown, given?: unknown): unknown {
    if (!(this instanceof (WriteStream as unknown as new () => object))) {
      return new (WriteStream as unknown as new (path: unknown, given: unknown) => object)(path, given);
    }
    const self = this as Stream;
    const options = begin(self, path, given, 'w');
    self.bytesWritten = 0;
    Writable.call(self, { ...options, decodeStrings: true, autoDestroy: self.autoClose });
    if (options.encoding !== undefined) {
      self.setDefaultEncoding(options.encoding);
    }
    return self;
  }

  made(WriteStream, Writable, {
    _write(this: Stream, chunk: Bytes, _encoding: string, callback: Callback): void {
      fs.write(this.fd as number, chunk, 0, chunk.length, this.pos, (error, written: number) => {
        if (error !== null && error !== undefined) {
          callback(error);
          return;
        }
        this.pos = this.pos === undefined ? undefined : this.pos + written;
        this.bytesWritten += written;
        callback();
      });
    },
    _final(this: Stream, callback: Callback): void {
      settles(finish(this.fd as number), (error) => {
        callback(...(error === null ? [] : [error]));
      });
    },
  });

  return { ReadStream, WriteStream };
}
