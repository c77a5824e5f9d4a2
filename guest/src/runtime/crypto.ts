/** `crypto`: chance is at hand; `crypto.subtle` and its keys are a part of the library that comes when somebody names them. */
import { callBytes } from '../host/host';
import { part } from '../host/parts';
import { domException } from './dom-exception';
import { lazily } from './lazily';

const MOST_RANDOM_BYTES = 65536;
const INTEGERS = /^\[object (?:Uint8Clamped|(?:Big)?(?:Int|Uint)(?:8|16|32|64))Array\]$/;

interface Subtle extends Readonly<Record<string, unknown>> {
  readonly subtle: unknown;
  cloneOf(value: unknown): unknown;
}
const subtlePart = (): Subtle => part('subtle') as Subtle;

let made = false;

export class Crypto {
  readonly #brand = true;

  constructor() {
    if (made) {
      throw Object.assign(new TypeError('Illegal constructor (expected: the global crypto)'), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
    }
    made = true;
  }

  static #called(self: unknown, name: string): void {
    if (typeof self !== 'object' || self === null || !(#brand in self)) {
      throw Object.assign(new TypeError(`${name}: called on what is no Crypto (expected: crypto.${name})`), { code: 'ERR_INVALID_THIS' });
    }
  }

  get subtle(): unknown {
    Crypto.#called(this, 'subtle');
    return subtlePart().subtle;
  }

  getRandomValues<T extends ArrayBufferView>(array: T): T {
    Crypto.#called(this, 'getRandomValues');
    if (!INTEGERS.test(Object.prototype.toString.call(array))) {
      throw domException('getRandomValues: not an array of integers (expected: e.g. a Uint8Array)', 'TypeMismatchError');
    }
    if (array.byteLength > MOST_RANDOM_BYTES) {
      throw domException(`getRandomValues: ${array.byteLength} bytes (expected: at most ${MOST_RANDOM_BYTES})`, 'QuotaExceededError');
    }
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(callBytes('random', String(array.byteLength)));
    return array;
  }

  randomUUID(): string {
    Crypto.#called(this, 'randomUUID');
    const bytes = callBytes('random', '16');
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  get [Symbol.toStringTag](): string {
    return 'Crypto';
  }
}
for (const name of ['subtle', 'getRandomValues', 'randomUUID']) {
  Object.defineProperty(Crypto.prototype, name, { enumerable: true });
}

export const crypto = new Crypto();

for (const name of ['CryptoKey', 'SubtleCrypto']) {
  lazily(name, () => subtlePart()[name]);
}

/** What `structuredClone` makes of something that says it is a CryptoKey; undefined where it is none. `build.mjs` has core-js ask. */
export function cloneOf(value: unknown): unknown {
  return subtlePart().cloneOf(value);
}
