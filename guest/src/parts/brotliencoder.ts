// Compresses with brotli.
import encoder from 'brotli/build/encode.js';

const MB = 1 << 20;
const PAGE = 65536;
/** A stream of nothing. */
const EMPTY = 0x3b;
const TRIES = 4;

/** What the encoder takes beside its input and its output, as it was found to. */
function memoryFor(length: number, quality: number): number {
  if (quality >= 10) {
    return 4 * MB + 60 * Math.min(length, MB);
  }
  return (quality >= 7 ? 42 : 3) * MB + 10 * Math.min(length, 4 * MB);
}

/**
 * @param quality 0 to 11
 * @param window bits, 10 to 24
 */
export function compress(bytes: Uint8Array, quality: number, window: number, mode: number): Uint8Array {
  const { length } = bytes;
  if (length === 0) {
    return Uint8Array.of(EMPTY);
  }
  // A window that is larger than all there is only costs memory.
  const bits = Math.max(10, Math.min(window, Math.ceil(Math.log2(length))));
  const most = length + (length >> 2) + 1024;
  let memory = memoryFor(length, quality) + length + most;
  let failed: unknown = new Error('brotli: the encoder has failed');
  for (let i = 0; i < TRIES; i++, memory *= 2) {
    const library = encoder({ memory: Math.ceil(memory / PAGE) * PAGE });
    try {
      const input = library._malloc(length);
      library.HEAPU8.set(bytes, input);
      const output = library._malloc(most);
      const written = library._encodeWithDictionary(quality, bits, mode, length, input, 0, library._malloc(1), most, output);
      if (written > 0) {
        return library.HEAPU8.slice(output, output + written);
      }
    } catch (error) {
      failed = error instanceof Error ? error : new Error(`brotli: ${String(error)}`);
    }
  }
  throw failed;
}
