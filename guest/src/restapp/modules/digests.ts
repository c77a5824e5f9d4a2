import { localBytes } from '../../host/local';
import { beans } from '../../services/beans';

const encoder = new (globalThis as unknown as { TextEncoder: new () => { encode(text: string): Uint8Array } }).TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes of whatever holds some: a view, a buffer, a list of Java's bytes, which are signed. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) {
    return value;
  }
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof ArrayBuffer) {
    return new Uint8Array(value);
  }
  if (Array.isArray(value)) {
    return Uint8Array.from(value as number[], (each) => Number(each) & 0xff);
  }
  throw new TypeError(`bytes: ${value === null ? 'null' : typeof value} (expected: a Uint8Array or a list of numbers)`);
}

/** Bytes as Java has them: numbers from -128 to 127. */
export function javaBytes(bytes: Uint8Array): number[] {
  return Array.from(bytes, (byte) => (byte << 24) >> 24);
}

/** Digests what it is fed. */
class MessageDigester {
  #parts: Uint8Array[] = [];
  readonly #algorithm: string;

  constructor(algorithm: string) {
    this.#algorithm = algorithm;
    beans(this);
  }

  getAlgorithm(): string {
    return this.#algorithm;
  }

  updateByte(byte: unknown): void {
    this.#parts.push(Uint8Array.of(Number(byte) & 0xff));
  }

  updateBytes(bytes: unknown, offset = 0, length?: number): void {
    const all = bytesOf(bytes);
    // What is digested is what there was at this time.
    this.#parts.push(all.slice(offset, length === undefined ? undefined : offset + length));
  }

  updateString(text: unknown): void {
    this.#parts.push(utf8(String(text)));
  }

  /** The digest of all since the last one. */
  digest(): number[] {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    return javaBytes(localBytes('digest', whole, this.#algorithm));
  }

  reset(): void {
    this.#parts = [];
  }
}

/** `require('MessageDigesterFactory')`. */
export const messageDigesterFactory = (): object =>
  beans({
    getMD5: () => new MessageDigester('MD5'),
    getSHA1: () => new MessageDigester('SHA-1'),
    getSHA256: () => new MessageDigester('SHA-256'),
    getSHA512: () => new MessageDigester('SHA-512'),
  });
