/** Node's `stream` and what is named after it. */
import { invalidType } from './errors';

const legacy = require('readable-stream/lib/stream') as Record<string, unknown>;
const { Buffer } = require('buffer') as { Buffer: { from(value: unknown): Uint8Array; concat(parts: readonly Uint8Array[]): Uint8Array & { toString(): string } } };
const globals = globalThis as unknown as Record<string, any>;

interface Readable {
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}

async function partsOf(stream: AsyncIterable<unknown>): Promise<Uint8Array & { toString(): string }> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) {
    parts.push(typeof part === 'string' ? Buffer.from(part) : (part as Uint8Array));
  }
  return Buffer.concat(parts);
}

export const consumers: Record<string, (stream: AsyncIterable<unknown>) => Promise<unknown>> = {
  arrayBuffer: async (stream) => {
    const { buffer, byteOffset, byteLength } = await partsOf(stream);
    return buffer.slice(byteOffset, byteOffset + byteLength);
  },
  blob: async (stream) => new (globals['Blob'] as new (parts: unknown[]) => object)([await partsOf(stream)]),
  buffer: partsOf,
  bytes: async (stream) => {
    const all = await partsOf(stream);
    return new Uint8Array(all.buffer, all.byteOffset, all.byteLength);
  },
  json: async (stream) => JSON.parse((await partsOf(stream)).toString()) as unknown,
  text: async (stream) => (await partsOf(stream)).toString(),
};

/** The streams of the web, as `stream/web` has them. */
export const web = (): Record<string, unknown> => Object.fromEntries(
  (
    'ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ReadableStreamDefaultController TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController ' +
    'WritableStreamDefaultWriter ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream CompressionStream DecompressionStream'
  )
    .split(' ')
    .map((name) => [name, globals[name] as unknown])
    .filter(([, value]) => value !== undefined),
);

interface WebReadable {
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; cancel(reason?: unknown): Promise<void> };
}
interface WebWritable {
  getWriter(): { write(chunk: unknown): Promise<void>; close(): Promise<void>; abort(reason?: unknown): Promise<void>; ready: Promise<void> };
}
type Done = (error?: unknown) => void;

const classes = legacy as unknown as Record<'Readable' | 'Writable' | 'Duplex', (new (options: object) => Stream) & Record<string, unknown> & { readonly prototype: Stream }>;

interface Stream extends Readable {
  push(chunk: unknown): boolean;
  destroy(error?: unknown): void;
  write(chunk: unknown, done: Done): void;
  end(done: Done): void;
  on(event: string, listener: (...args: any[]) => void): void;
}

function reading(stream: WebReadable): { read(this: Stream): void; destroy(error: unknown, done: Done): void } {
  const reader = stream.getReader();
  let ended = false;
  return {
    read() {
      reader.read().then(
        ({ done, value }) => {
          ended = done;
          this.push(done ? null : value instanceof Uint8Array ? Buffer.from(value) : value);
        },
        (error: unknown) => {
          ended = true;
          this.destroy(error);
        },
      );
    },
    destroy(error, done) {
      if (!ended) {
        reader.cancel(error).catch(() => undefined);
      }
      done(error);
    },
  };
}

function writing(stream: WebWritable): object {
  const writer = stream.getWriter();
  let ended = false;
  return {
    write(chunk: unknown, _encoding: string, done: Done) {
      writer.ready.then(() => writer.write(chunk)).then(() => { done(); }, done);
    },
    final(done: Done) {
      ended = true;
      writer.close().then(() => { done(); }, done);
    },
    destroy(error: unknown, done: Done) {
      if (!ended) {
        writer.abort(error).catch(() => undefined);
      }
      done(error);
    },
  };
}

function toWebReadable(stream: Stream): object {
  const iterator = stream[Symbol.asyncIterator]();
  return new (globals['ReadableStream'] as new (source: object) => object)({
    async pull(controller: { enqueue(chunk: unknown): void; close(): void }) {
      const { done, value } = await iterator.next();
      if (done === true) {
        controller.close();
      } else {
        controller.enqueue(value);
      }
    },
    cancel(reason: unknown) {
      stream.destroy(reason);
    },
  });
}

function toWebWritable(stream: Stream): object {
  const promised = (run: (done: Done) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      run((error) => {
        if (error) {
          reject(error as Error);
        } else {
          resolve();
        }
      });
    });
  stream.on('error', () => undefined);
  return new (globals['WritableStream'] as new (sink: object) => object)({
    write: (chunk: unknown) => promised((done) => { stream.write(chunk, done); }),
    close: () => promised((done) => { stream.end(done); }),
    abort(reason: unknown) {
      stream.destroy(reason);
    },
  });
}

function web2(name: string, value: unknown, method: string): void {
  if (typeof (value as Record<string, unknown> | undefined)?.[method] !== 'function') {
    throw invalidType(name, `an instance of ${name === 'readableStream' ? 'ReadableStream' : 'WritableStream'}`, value);
  }
}

const { Readable, Writable, Duplex } = classes;
Object.assign(Readable, {
  fromWeb: (stream: WebReadable, options: object = {}): Stream => {
    web2('readableStream', stream, 'getReader');
    return new Readable({ ...options, ...reading(stream) });
  },
  toWeb: toWebReadable,
});
Object.assign(Writable, {
  fromWeb: (stream: WebWritable, options: object = {}): Stream => {
    web2('writableStream', stream, 'getWriter');
    return new Writable({ ...options, ...writing(stream) });
  },
  toWeb: toWebWritable,
});
Object.assign(Duplex, {
  fromWeb: ({ readable, writable }: { readable: WebReadable; writable: WebWritable }, options: object = {}): Stream => {
    const { read, destroy } = reading(readable);
    const sink = writing(writable) as { destroy(error: unknown, done: Done): void };
    return new Duplex({ ...options, ...sink, read, destroy: (error: unknown, done: Done) => { destroy(error, () => { sink.destroy(error, done); }); } });
  },
  toWeb: (stream: Stream): object => ({ readable: toWebReadable(stream), writable: toWebWritable(stream) }),
});

(legacy['setDefaultHighWaterMark'] as (objects: boolean, bytes: number) => void)(false, 65536);

const prototypes = [Readable, Writable].map(({ prototype }) => prototype as unknown as Record<PropertyKey, unknown>);
for (const prototype of prototypes) {
  // Where npm's `events` has no symbol, the package has put this under the name of none.
  if (Object.hasOwn(prototype, 'undefined')) {
    prototype[Symbol.for('nodejs.rejection')] = prototype['undefined'];
    delete prototype['undefined'];
  }
}
const { asyncDispose } = Symbol as unknown as { asyncDispose: symbol };
Object.defineProperty(Writable.prototype, asyncDispose, {
  configurable: true,
  writable: true,
  value(this: Stream): Promise<void> {
    const { writableFinished } = this as unknown as { writableFinished: boolean };
    const ended = writableFinished ? null : new DOMException('The operation was aborted', 'AbortError');
    return new Promise((resolve, reject) => {
      (legacy['finished'] as (stream: Stream, done: (error: unknown) => void) => void)(this, (error) => {
        if (error === undefined || error === null || error === ended || (error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE') {
          resolve();
        } else {
          reject(error as Error);
        }
      });
      this.destroy(ended ?? undefined);
    });
  },
});

/** Two streams, of which each reads what is written to the other. */
function duplexPair(options: object = {}): [Stream, Stream] {
  const others = new WeakMap<Stream, Stream>();
  const waiting = new WeakMap<Stream, () => void>();
  const side = (): Stream =>
    new Duplex({
      ...options,
      read(this: Stream) {
        const done = waiting.get(this);
        waiting.delete(this);
        done?.();
      },
      write(this: Stream, chunk: { readonly length?: number }, _encoding: unknown, done: () => void) {
        const other = others.get(this) as Stream;
        if (chunk.length === 0) {
          queueMicrotask(done);
          return;
        }
        other.push(chunk);
        waiting.set(other, done);
      },
      final(this: Stream, done: () => void) {
        const other = others.get(this) as Stream;
        other.on('end', done);
        other.push(null);
      },
    });
  const [one, other] = [side(), side()];
  others.set(one, other);
  others.set(other, one);
  return [one, other];
}
legacy['duplexPair'] = duplexPair;
legacy['_isArrayBufferView'] = (value: unknown): boolean => ArrayBuffer.isView(value);

/** The class from which all streams once were, with all others as its members. */
export const streamModule = legacy;
