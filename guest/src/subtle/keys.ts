/** Keys as add-ons hold them: what they are made of stays here. */
import type { Key } from '../crypto/index';
import { typeError } from './failures';

export const USAGES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'] as const;
export type Usage = (typeof USAGES)[number];
export type KeyType = 'secret' | 'public' | 'private';

/** An algorithm with the parameters that belong to a key of it. */
export interface KeyAlgorithm {
  readonly name: string;
  /** Bits of a secret. */
  readonly length?: number;
  readonly hash?: { readonly name: string };
  readonly namedCurve?: string;
  readonly modulusLength?: number;
  readonly publicExponent?: Uint8Array;
}

export interface Slots {
  readonly type: KeyType;
  readonly extractable: boolean;
  readonly algorithm: KeyAlgorithm;
  readonly usages: readonly Usage[];
  /** The bytes of a secret, or a key of two as the crypto layer has it. */
  readonly made: Uint8Array | Key;
}

/** What an add-on sees of an algorithm: changing it changes no key. */
function shown(algorithm: KeyAlgorithm): KeyAlgorithm {
  const { hash, publicExponent } = algorithm;
  return { ...algorithm, ...(publicExponent ? { publicExponent: publicExponent.slice() } : {}), ...(hash ? { hash: { ...hash } } : {}) };
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

let read: (key: CryptoKey) => Slots;
let create: (slots: Slots) => CryptoKey;
let known: (value: unknown) => value is CryptoKey;

export class CryptoKey {
  static #next: Slots | undefined;
  readonly #slots: Slots;
  #algorithm: KeyAlgorithm | undefined;
  #usages: Usage[] | undefined;

  static {
    read = (key) => key.#slots;
    known = (value): value is CryptoKey => typeof value === 'object' && value !== null && #slots in value;
    create = (slots) => {
      CryptoKey.#next = slots;
      return new CryptoKey();
    };
  }

  constructor() {
    const slots = CryptoKey.#next;
    CryptoKey.#next = undefined;
    if (slots === undefined) {
      throw typeError('Illegal constructor (expected: crypto.subtle.importKey or generateKey)', 'ERR_ILLEGAL_CONSTRUCTOR');
    }
    this.#slots = slots;
  }

  get type(): KeyType {
    return slotsOf(this).type;
  }

  get extractable(): boolean {
    return slotsOf(this).extractable;
  }

  get algorithm(): KeyAlgorithm {
    const { algorithm } = slotsOf(this);
    return (this.#algorithm ??= shown(algorithm));
  }

  get usages(): Usage[] {
    const { usages } = slotsOf(this);
    return (this.#usages ??= [...usages]);
  }

  get [Symbol.toStringTag](): string {
    return 'CryptoKey';
  }

  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const { type, extractable, algorithm, usages } = this;
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, options)}`;
  }
}
for (const name of ['type', 'extractable', 'algorithm', 'usages']) {
  Object.defineProperty(CryptoKey.prototype, name, { enumerable: true });
}
Object.defineProperty(CryptoKey.prototype, INSPECT, { enumerable: false });

/** What a key is made of; a TypeError for what is none. */
export function slotsOf(value: unknown, what = 'this'): Slots {
  if (!known(value)) {
    throw typeError(`${what} is no CryptoKey (expected: what importKey or generateKey gives)`, what === 'this' ? 'ERR_INVALID_THIS' : 'ERR_INVALID_ARG_TYPE');
  }
  return read(value);
}

export function keyOf(slots: Slots): CryptoKey {
  return create({ ...slots, usages: USAGES.filter((usage) => slots.usages.includes(usage)) });
}

/** Another object for the same key, as structuredClone makes it; undefined for what is none. */
export function cloneOf(value: unknown): CryptoKey | undefined {
  return known(value) ? create(read(value)) : undefined;
}

/** What a key is made of, for the library's other interfaces; undefined for what is no key. */
export function materialOf(value: unknown): Key | Uint8Array | undefined {
  return known(value) ? read(value).made : undefined;
}
