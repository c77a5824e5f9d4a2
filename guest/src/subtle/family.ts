/** Algorithms whose keys are of one shape. */
import { exportJwk, exportRaw, type Key } from '../crypto/index';
import type { Algorithm } from './algorithms';
import { accessError, dataError, notSupported, typeError, usageError } from './failures';
import { begun, type Jwk } from './jwk';
import type { KeyAlgorithm, KeyType, Slots, Usage } from './keys';

export const FORMATS = ['raw', 'pkcs8', 'spki', 'jwk', 'raw-public', 'raw-private', 'raw-seed', 'raw-secret'] as const;
export type Format = (typeof FORMATS)[number];

export interface Pair {
  readonly publicKey: Slots;
  readonly privateKey: Slots;
}

export interface Family {
  generated(algorithm: Algorithm, extractable: boolean, usages: readonly Usage[]): Promise<Slots | Pair> | Slots;
  imported(format: Format, data: Uint8Array | Jwk, algorithm: Algorithm, extractable: boolean, usages: readonly Usage[]): Slots;
  exported(format: Format, slots: Slots): Uint8Array | Jwk;
}

/** Refuses usages that there are not for such a key. */
export function allowed(usages: readonly Usage[], possible: readonly Usage[], what: string): void {
  const wrong = usages.find((usage) => !possible.includes(usage));
  if (wrong !== undefined) {
    throw usageError(`The usage '${wrong}' is not for ${what} (expected: ${possible.length === 0 ? 'none' : possible.join(', ')})`);
  }
}

export const noFormat = (format: Format, what: string): Error => notSupported(`${what} has no format '${format}'`);

/** What the layer does with the bytes of a key; that it does not understand them is a DataError. */
export function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    throw code === undefined ? (error as Error) : dataError(message);
  }
}

/** A pair of keys: what each may be used for is divided among them. */
export function pairOf(
  { publicKey, privateKey }: { readonly publicKey: Key; readonly privateKey: Key },
  algorithm: KeyAlgorithm,
  extractable: boolean,
  usages: readonly Usage[],
  { forPublic, forPrivate }: { readonly forPublic: readonly Usage[]; readonly forPrivate: readonly Usage[] },
): Pair {
  const some = (possible: readonly Usage[]): Usage[] => usages.filter((usage) => possible.includes(usage));
  return {
    publicKey: { type: 'public', extractable: true, algorithm, usages: some(forPublic), made: publicKey },
    privateKey: { type: 'private', extractable, algorithm, usages: some(forPrivate), made: privateKey },
  };
}

export function noneOf(usages: readonly Usage[], possible: readonly Usage[]): void {
  if (!usages.some((usage) => possible.includes(usage))) {
    throw usageError(`No usages of the private key (expected: ${possible.join(', ')})`);
  }
}

export function mustBe(type: KeyType, slots: Slots, format: Format): void {
  if (slots.type !== type) {
    throw accessError(`A ${slots.type} key has no format '${format}' (expected: a ${type} key)`);
  }
}

export function asymmetric({ made }: Slots): Key {
  return made as Key;
}

/**
 * A key of a pair in a format that all families have, or as the bytes of its point.
 *
 * @param more members of its JWK that the layer does not know
 */
export function pairExported(format: Format, slots: Slots, more: Partial<Jwk>): Uint8Array | Jwk {
  const key = asymmetric(slots);
  switch (format) {
    case 'spki':
    case 'pkcs8':
      mustBe(format === 'spki' ? 'public' : 'private', slots, format);
      return key.der.slice();
    case 'raw':
    case 'raw-public':
      if (key.type === 'rsa') {
        break;
      }
      mustBe('public', slots, format);
      return exportRaw(key).now();
    case 'jwk':
      return { ...begun(slots), ...more, ...exportJwk(key).now() };
    default:
  }
  throw noFormat(format, slots.algorithm.name);
}

export function asBytes(data: Uint8Array | Jwk): Uint8Array {
  if (!(data instanceof Uint8Array)) {
    throw typeError('keyData is an object (expected: bytes)');
  }
  return data;
}

