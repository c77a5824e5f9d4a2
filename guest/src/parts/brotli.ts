// Reads what brotli has compressed.
import { BrotliDecompress } from 'brotli/dec/decode.js';
import { BrotliInput } from 'brotli/dec/streams.js';

/**
 * @param most bytes that may come of it
 * @throws a RangeError 'too large'
 */
export function decompress(bytes: Uint8Array, most: number): Uint8Array {
  let parts = new Uint8Array(Math.min(most, Math.max(1024, bytes.length * 4)));
  let length = 0;
  BrotliDecompress(new BrotliInput(bytes), {
    // It would make one of the length that the input claims.
    buffer: { length: Infinity },
    write(from: Uint8Array, count: number): number {
      if (length + count > most) {
        throw new RangeError('too large');
      }
      if (length + count > parts.length) {
        const larger = new Uint8Array(Math.min(most, Math.max(length + count, parts.length * 2)));
        larger.set(parts.subarray(0, length));
        parts = larger;
      }
      parts.set(from.subarray(0, count), length);
      length += count;
      return count;
    },
  });
  return parts.subarray(0, length);
}
