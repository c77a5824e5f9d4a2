/** Keys of RSA: RFC 3447, RFC 7518. */
import { generate, importDer, importJwk, type Key } from '../crypto/index';
import type { Algorithm } from './algorithms';
import { dataError, notSupported, operationError } from './failures';
import { allowed, asBytes, type Family, noFormat, noneOf, pairExported, pairOf, understood } from './family';
import { check, type Jwk, plainly } from './jwk';
import type { KeyAlgorithm, Usage } from './keys';

interface Uses {
  readonly forPublic: readonly Usage[];
  readonly forPrivate: readonly Usage[];
}
const SIGNS: Uses = { forPublic: ['verify'], forPrivate: ['sign'] };
const ENCRYPTS: Uses = { forPublic: ['encrypt', 'wrapKey'], forPrivate: ['decrypt', 'unwrapKey'] };
const usesOf = (name: string): Uses => (name === 'RSA-OAEP' ? ENCRYPTS : SIGNS);

const PREFIXES: Readonly<Record<string, string>> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS', 'RSA-OAEP': 'RSA-OAEP-' };
/** The numbers of a private key, all of which must be there. */
const NUMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

function algOf(name: string, hash: string): string {
  return name === 'RSA-OAEP' && hash === 'SHA-1' ? 'RSA-OAEP' : `${PREFIXES[name] as string}${hash.slice(4)}`;
}

/** A number, its most significant byte first. */
function bytesOf(number: bigint): Uint8Array {
  const digits = number.toString(16);
  return Uint8Array.from((digits.length % 2 === 1 ? `0${digits}` : digits).match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function described(name: string, hash: string, key: Key): KeyAlgorithm {
  return { name, modulusLength: key.bits as number, publicExponent: bytesOf(key.exponent as bigint), hash: { name: hash } };
}

/** An exponent as a number, where it is one that a key can be made with. */
function exponentOf(bytes: Uint8Array): number {
  const value = bytes.reduce((all, byte) => all * 256 + byte, 0);
  if (value < 3 || value % 2 === 0 || value > 0xffffffff) {
    throw operationError(`algorithm.publicExponent is ${value} (expected: an odd number, 3 to 4294967295; mostly 65537, which is [1, 0, 1])`);
  }
  return value;
}

function isRsa(key: Key): Key {
  if (key.type !== 'rsa') {
    throw dataError(`A key of ${key.type} (expected: of RSA)`);
  }
  return key;
}

function fromJwk(jwk: Jwk, name: string, hash: string, extractable: boolean, usages: readonly Usage[]): Key {
  const secret = jwk.d !== undefined;
  const { forPublic, forPrivate } = usesOf(name);
  allowed(usages, secret ? forPrivate : forPublic, `a ${secret ? 'private' : 'public'} key of ${name}`);
  check(jwk, 'RSA', name === 'RSA-OAEP' ? 'enc' : 'sig', usages, extractable);
  const alg = algOf(name, hash);
  if (jwk.alg !== undefined && jwk.alg !== alg) {
    throw dataError(`keyData.alg is '${jwk.alg}' (expected: '${alg}')`);
  }
  if (jwk.oth !== undefined) {
    throw notSupported('keyData.oth: more than two primes (expected: two)');
  }
  return understood(() => importJwk(plainly(jwk, ['n', 'e', ...(secret ? NUMBERS : [])])).now());
}

export const rsa: Family = {
  async generated(algorithm, extractable, usages) {
    const { name } = algorithm;
    const uses = usesOf(name);
    allowed(usages, [...uses.forPublic, ...uses.forPrivate], `keys of ${name}`);
    const bits = algorithm.modulusLength as number;
    const hash = (algorithm.hash as Algorithm).name;
    const exponent = exponentOf(algorithm.publicExponent as Uint8Array);
    const keys = await generate({ type: 'rsa', bits, exponent }).later();
    noneOf(usages, uses.forPrivate);
    return pairOf(keys, described(name, hash, keys.publicKey), extractable, usages, uses);
  },

  imported(format, data, algorithm, extractable, usages) {
    const { name } = algorithm;
    const hash = (algorithm.hash as Algorithm).name;
    const { forPublic, forPrivate } = usesOf(name);
    let made: Key;
    switch (format) {
      case 'spki':
        allowed(usages, forPublic, `a public key of ${name}`);
        made = understood(() => isRsa(importDer('spki', 'public', asBytes(data)).now()));
        break;
      case 'pkcs8':
        allowed(usages, forPrivate, `a private key of ${name}`);
        made = understood(() => isRsa(importDer('pkcs8', 'private', asBytes(data)).now()));
        break;
      case 'jwk':
        made = fromJwk(data as Jwk, name, hash, extractable, usages);
        break;
      default:
        throw noFormat(format, name);
    }
    return { type: made.kind, extractable, algorithm: described(name, hash, made), usages, made };
  },

  exported: (format, slots) => pairExported(format, slots, { alg: algOf(slots.algorithm.name, slots.algorithm.hash?.name ?? '') }),
};
