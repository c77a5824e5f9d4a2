import { invalidType } from './errors';

let table: Uint32Array | undefined;

const { Buffer } = require('buffer') as { Buffer: { from(text: string): Uint8Array } };

/** The checksum of gzip, from the one of what comes before. */
export function crc32(value: unknown, before = 0): number {
  if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
    throw invalidType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', value);
  }
  table ??= Uint32Array.from({ length: 256 }, (_unused, at) => {
    let entry = at;
    for (let bit = 0; bit < 8; bit++) {
      entry = entry & 1 ? (entry >>> 1) ^ 0xedb88320 : entry >>> 1;
    }
    return entry;
  });
  let sum = ~before;
  const bytes = typeof value === 'string' ? Buffer.from(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  for (const byte of bytes) {
    sum = (table[(sum ^ byte) & 255] as number) ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}
