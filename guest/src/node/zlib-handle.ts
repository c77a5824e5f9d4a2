/** What is below Node's streams of `zlib`, as far as packages reach for it to work without waiting: pngjs, and jimp with it. */

const { Buffer } = require('buffer') as { Buffer: { allocUnsafe(size: number): Uint8Array } };

const CHUNK = 16384;
const FINISH = 4;

/** One `writeSync` after the other takes what comes of the whole input, as much at a time as there is room for. */
class Handle {
  readonly #whole: (bytes: Uint8Array) => Uint8Array;
  #made: Uint8Array | undefined;
  #at = 0;

  constructor(whole: (bytes: Uint8Array) => Uint8Array) {
    this.#whole = whole;
  }

  /** @returns how much of the input is left, and how much of the room */
  writeSync(_flush: number, input: Uint8Array, from: number, length: number, out: Uint8Array, offset: number, room: number): [number, number] {
    this.#made ??= this.#whole(input.subarray(from, from + length));
    const size = Math.min(room, this.#made.length - this.#at);
    out.set(this.#made.subarray(this.#at, this.#at + size), offset);
    this.#at += size;
    return [0, room - size];
  }

  close(): void {
    this.#made = undefined;
  }
}

/**
 * Gives the streams of a prototype what Node's have there, each when it is first asked for.
 *
 * @param whole does what the stream is for with all of its input
 * @param chunkSize how many bytes it makes at a time
 */
export function withHandles<T extends object>(prototype: object, whole: (stream: T, bytes: Uint8Array) => Uint8Array, chunkSize: (stream: T) => number | undefined): void {
  const size = (stream: T): number => chunkSize(stream) ?? CHUNK;
  const made: Readonly<Record<string, (stream: T) => unknown>> = {
    _handle: (stream) => new Handle((bytes) => whole(stream, bytes)),
    _chunkSize: size,
    _outBuffer: (stream) => Buffer.allocUnsafe(size(stream)),
    _outOffset: () => 0,
    _finishFlushFlag: () => FINISH,
    _maxLength: () => Infinity,
  };
  for (const [name, make] of Object.entries(made)) {
    const own = (stream: object, value: unknown): void => {
      Object.defineProperty(stream, name, { value, writable: true, configurable: true, enumerable: false });
    };
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: T): unknown {
        const value = make(this);
        own(this, value);
        return value;
      },
      set(this: T, value: unknown) {
        own(this, value);
      },
    });
  }
}
