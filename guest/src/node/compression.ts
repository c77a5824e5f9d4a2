/** The streams of the Compression standard, over those of Node's `zlib`. */
import { coded } from './errors';
import { zlib } from './zlib';

interface Stream {
  on(event: string, listener: (...args: any[]) => void): Stream;
  write(chunk: Uint8Array, done: (error?: unknown) => void): boolean;
  end(): void;
  destroy(): void;
}

const globals = globalThis as unknown as { TransformStream: new (transformer: object) => { readable: object; writable: object } };

interface Controller {
  enqueue(chunk: Uint8Array): void;
  error(reason: unknown): void;
}

const FORMATS: Readonly<Record<string, readonly [string, string]>> = {
  deflate: ['Deflate', 'Inflate'],
  'deflate-raw': ['DeflateRaw', 'InflateRaw'],
  gzip: ['Gzip', 'Gunzip'],
  brotli: ['BrotliCompress', 'BrotliDecompress'],
};

function bytesOf(chunk: unknown): Uint8Array {
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (chunk instanceof ArrayBuffer) {
    return new Uint8Array(chunk);
  }
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The chunk must be an ArrayBuffer or a view of one');
}

function pair(format: unknown, which: 0 | 1, name: string): { readable: object; writable: object } {
  const made = Object.hasOwn(FORMATS, String(format)) ? FORMATS[String(format)]?.[which] : undefined;
  if (made === undefined) {
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `${name}: '${String(format)}' (expected: one of ${Object.keys(FORMATS).map((each) => `'${each}'`).join(', ')})`);
  }
  const stream = new ((zlib as unknown as Record<string, new () => Stream>)[made] as new () => Stream)();
  let failed: { readonly error: unknown } | undefined;
  const wrong = (error: unknown): TypeError => new TypeError((error as Error).message, { cause: error });
  return new globals.TransformStream({
    start(controller: Controller) {
      stream.on('data', (chunk: Uint8Array) => {
        controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      });
      stream.on('error', (error: unknown) => {
        failed = { error: wrong(error) };
        controller.error(failed.error);
      });
    },
    transform: (chunk: unknown) =>
      new Promise<void>((resolve, reject) => {
        if (failed !== undefined) {
          reject(failed.error as Error);
          return;
        }
        stream.write(bytesOf(chunk), (error) => {
          if (error) {
            reject(wrong(error));
          } else {
            resolve();
          }
        });
      }),
    flush: () =>
      new Promise<void>((resolve, reject) => {
        stream.on('end', resolve);
        stream.on('error', (error: unknown) => {
          reject(wrong(error));
        });
        stream.end();
      }),
  });
}

class Halves {
  readonly #pair: { readable: object; writable: object };

  constructor(format: unknown, which: 0 | 1, name: string) {
    this.#pair = pair(format, which, name);
  }

  get readable(): object {
    return this.#pair.readable;
  }

  get writable(): object {
    return this.#pair.writable;
  }
}

export class CompressionStream extends Halves {
  constructor(format: unknown) {
    super(format, 0, 'CompressionStream');
  }

  get [Symbol.toStringTag](): string {
    return 'CompressionStream';
  }
}

export class DecompressionStream extends Halves {
  constructor(format: unknown) {
    super(format, 1, 'DecompressionStream');
  }

  get [Symbol.toStringTag](): string {
    return 'DecompressionStream';
  }
}
