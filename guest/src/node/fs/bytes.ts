/** Node's `Buffer`, as far as it is used here; the library's own declaration has less. */
export interface Bytes extends Uint8Array {
  toString(encoding?: string): string;
  subarray(from?: number, to?: number): Bytes;
}

interface Made {
  from(text: string, encoding?: string): Bytes;
  from(buffer: ArrayBufferLike, offset: number, length: number): Bytes;
  concat(parts: readonly Uint8Array[]): Bytes;
  alloc(length: number): Bytes;
  isEncoding(name: string): boolean;
}

export const NodeBuffer = Buffer as unknown as Made;
