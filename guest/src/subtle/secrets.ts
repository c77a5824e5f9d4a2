/** Keys that are a secret: of AES and HMAC, and what others are derived from. */
import { randomBytes } from '../crypto/index';
import { base64url } from '../host/base64';
import type { Algorithm } from './algorithms';
import { dataError, notSupported, operationError, usageError } from './failures';
import { allowed, asBytes, type Family, type Format, noFormat } from './family';
import { begun, check, field, type Jwk } from './jwk';
import type { KeyAlgorithm, Slots, Usage } from './keys';

/** Bits of a digest's block. */
const BLOCKS: Readonly<Record<string, number>> = { 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };
const AES: readonly Usage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const WRAPS: readonly Usage[] = ['wrapKey', 'unwrapKey'];
const SIGNS: readonly Usage[] = ['sign', 'verify'];
const DERIVES: readonly Usage[] = ['deriveKey', 'deriveBits'];

const isRaw = (format: Format): boolean => format === 'raw' || format === 'raw-secret';
const usesOf = (name: string): readonly Usage[] => (name === 'AES-KW' ? WRAPS : AES);

function secret(algorithm: KeyAlgorithm, extractable: boolean, usages: readonly Usage[], made: Uint8Array): Slots {
  return { type: 'secret', extractable, algorithm, usages, made };
}

/** The bytes of a secret in any of its formats; of one in JSON, its algorithm must be the one that is asked for. */
function read(format: Format, data: Uint8Array | Jwk, name: string, kind: { readonly use: 'sig' | 'enc'; alg(bits: number): string }, asked: { readonly extractable: boolean; readonly usages: readonly Usage[] }): Uint8Array {
  if (isRaw(format)) {
    return asBytes(data);
  }
  if (format !== 'jwk') {
    throw noFormat(format, name);
  }
  const jwk = data as Jwk;
  check(jwk, 'oct', kind.use, asked.usages, asked.extractable);
  const bytes = field(jwk, 'k');
  const alg = kind.alg(bytes.length * 8);
  if (jwk.alg !== undefined && jwk.alg !== alg) {
    throw dataError(`keyData.alg is '${jwk.alg}' (expected: '${alg}')`);
  }
  return bytes;
}

function exported(format: Format, slots: Slots, alg: string): Uint8Array | Jwk {
  const bytes = slots.made as Uint8Array;
  if (isRaw(format)) {
    return bytes.slice();
  }
  if (format !== 'jwk') {
    throw noFormat(format, slots.algorithm.name);
  }
  return { ...begun(slots), alg, kty: 'oct', k: base64url(bytes) };
}

/** What RFC 7518 calls AES of so many bits in a mode. */
const aesAlg = (name: string, bits: number): string => `A${bits}${name.slice(4)}`;

export const aes: Family = {
  generated(algorithm, extractable, usages) {
    const { name } = algorithm;
    const length = algorithm.length as number;
    allowed(usages, usesOf(name), `a key of ${name}`);
    if (![128, 192, 256].includes(length)) {
      throw operationError(`algorithm.length is ${length} (expected: 128, 192 or 256)`);
    }
    someUsage(usages);
    return secret({ name, length }, extractable, usages, randomBytes(length / 8));
  },

  imported(format, data, { name }, extractable, usages) {
    allowed(usages, usesOf(name), `a key of ${name}`);
    const bytes = read(format, data, name, { use: 'enc', alg: (bits) => aesAlg(name, bits) }, { extractable, usages });
    const length = bytes.length * 8;
    if (![128, 192, 256].includes(length)) {
      throw dataError(`A key of ${length} bits (expected: 128, 192 or 256)`);
    }
    return secret({ name, length }, extractable, usages, bytes);
  },

  exported: (format, slots) => exported(format, slots, aesAlg(slots.algorithm.name, slots.algorithm.length as number)),
};

const hashOf = (algorithm: Algorithm): string => (algorithm.hash as Algorithm).name;
const hmacAlg = (hash: string): string => `HS${hash.slice(4)}`;

/** Only so many bits of a key count. */
function shortened(bytes: Uint8Array, bits: number): Uint8Array {
  const last = bytes.length - 1;
  if (bits % 8 !== 0) {
    (bytes[last] as number) &= 0xff << (8 - (bits % 8));
  }
  return bytes;
}

export const hmac: Family = {
  generated(algorithm, extractable, usages) {
    const hash = hashOf(algorithm);
    const length = (algorithm.length as number | undefined) ?? blockOf(hash);
    allowed(usages, SIGNS, 'a key of HMAC');
    if (length === 0) {
      throw operationError('algorithm.length is 0 (expected: some bits)');
    }
    if (length > MOST) {
      throw operationError(`algorithm.length is ${length} (expected: at most ${MOST} bits)`);
    }
    someUsage(usages);
    return secret({ name: 'HMAC', length, hash: { name: hash } }, extractable, usages, shortened(randomBytes(Math.ceil(length / 8)), length));
  },

  imported(format, data, algorithm, extractable, usages) {
    const hash = hashOf(algorithm);
    allowed(usages, SIGNS, 'a key of HMAC');
    const bytes = read(format, data, 'HMAC', { use: 'sig', alg: () => hmacAlg(hash) }, { extractable, usages });
    const all = bytes.length * 8;
    const length = (algorithm.length as number | undefined) ?? all;
    if (all === 0) {
      throw dataError('A key of no bits (expected: some)');
    }
    if (length > all || length <= all - 8) {
      throw dataError(`algorithm.length is ${length} (expected: ${all - 7} to ${all}, as the key has ${all} bits)`);
    }
    return secret({ name: 'HMAC', length, hash: { name: hash } }, extractable, usages, shortened(bytes, length));
  },

  exported: (format, slots) => exported(format, slots, hmacAlg(slots.algorithm.hash?.name ?? '')),
};

/** Bits of a key of HMAC that is made; Node has no such bound, but there is no use for more. */
const MOST = 1 << 23;

export function blockOf(hash: string): number {
  return BLOCKS[hash] as number;
}

function someUsage(usages: readonly Usage[]): void {
  if (usages.length === 0) {
    throw usageError('No usages (expected: at least one, for a secret key)');
  }
}

/** What other keys are derived from: HKDF and PBKDF2. */
export const secrets: Family = {
  generated(algorithm) {
    throw notSupported(`Keys of ${algorithm.name} are imported (expected: importKey)`);
  },

  imported(format, data, { name }, extractable, usages) {
    allowed(usages, DERIVES, `a key of ${name}`);
    if (extractable) {
      throw usageError(`extractable is true (expected: false, for a key of ${name})`);
    }
    if (!isRaw(format)) {
      throw noFormat(format, name);
    }
    return secret({ name }, false, usages, asBytes(data));
  },

  exported(format, { algorithm }) {
    throw noFormat(format, algorithm.name);
  },
};
