/** What Node says of the ciphers that are here. */
import { CIPHERS, cipherOf, type CipherInfo } from '../../crypto/index';
import { invalidType } from '../errors';
import { mustBeInteger, mustBeObject, MOST_INT32 } from './checks';

/** Names beside the ciphers' own, as Node lists them. */
const ALIASES = [128, 192, 256].flatMap((bits) => [
  `aes${bits}`,
  ...['gcm', 'ccm', 'wrap', 'wrap-pad'].map((mode) => `id-aes${bits}-${mode}`),
  ...['wrap', 'wrap-pad'].flatMap((mode) => [`aes${bits}-${mode}`, `aes-${bits}-${mode}`]),
]);

export const getCiphers = (): string[] => [...new Set([...CIPHERS.keys(), ...ALIASES, 'des3', 'des-ede3-ecb'].filter((name) => cipherOf(name) !== undefined))].sort();

/** Bytes. Node names longer ones among those that fit, and refuses to use them. */
export const MOST_IV_OF_GCM = 128;

/** Whether an initialization vector may be of that length; 0 for ciphers that have none. */
export function fitsIv({ mode, iv }: CipherInfo, length: number): boolean {
  switch (mode) {
    case 'gcm':
      return length > 0;
    case 'ccm':
      return length >= 7 && length <= 13;
    case 'ocb':
      return length >= 1 && length <= 15;
    default:
      return length === iv;
  }
}

/** These two modes are called by their names in ASN.1. */
function ownName({ name, mode, key }: CipherInfo): string {
  return mode === 'gcm' || mode === 'ccm' ? `id-aes${key * 8}-${mode}` : name;
}

function described(info: CipherInfo, ivLength: number | undefined): object {
  const { mode, nid, key, iv, block } = info;
  const blockSize = mode === 'stream' ? undefined : mode === 'ocb' ? 16 : block;
  return Object.assign(Object.create(null) as object, { mode, name: ownName(info), nid, keyLength: key, blockSize, ivLength: ivLength ?? (iv === 0 ? undefined : iv) });
}

export function getCipherInfo(nameOrNid: unknown, options?: unknown): object | undefined {
  if (typeof nameOrNid !== 'string' && typeof nameOrNid !== 'number') {
    throw invalidType('nameOrNid', 'one of type string or number', nameOrNid);
  }
  if (typeof nameOrNid === 'number') {
    mustBeInteger('nameOrNid', nameOrNid, -MOST_INT32 - 1, MOST_INT32);
  }
  let keyLength: number | undefined;
  let ivLength: number | undefined;
  if (options !== undefined) {
    mustBeObject('options', options);
    [keyLength, ivLength] = ['keyLength', 'ivLength'].map((name) => {
      const value = options[name];
      if (value !== undefined) {
        mustBeInteger(`options.${name}`, value, -MOST_INT32 - 1, MOST_INT32);
      }
      return value as number | undefined;
    });
  }
  const found = typeof nameOrNid === 'string' ? cipherOf(nameOrNid) : [...CIPHERS.values()].find(({ nid }) => nid === nameOrNid);
  if (found === undefined || (keyLength !== undefined && keyLength !== found.key) || (ivLength !== undefined && !fitsIv(found, ivLength))) {
    return undefined;
  }
  return described(found, ivLength);
}
