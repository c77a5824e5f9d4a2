/** Keys of RFC 8410: Ed25519 and Ed448, X25519 and X448. */
import { generate, importDer, importJwk, importRaw, type Key } from '../crypto/index';
import { dataError } from './failures';
import { allowed, asBytes, type Family, noFormat, noneOf, pairExported, pairOf, understood } from './family';
import { check, type Jwk, plainly } from './jwk';
import type { Usage } from './keys';

const SIGNS = { forPublic: ['verify'], forPrivate: ['sign'] } as const satisfies Record<string, readonly Usage[]>;
const AGREES = { forPublic: [], forPrivate: ['deriveKey', 'deriveBits'] } as const satisfies Record<string, readonly Usage[]>;
const signs = (name: string): boolean => name.startsWith('Ed');
const usesOf = (name: string): { readonly forPublic: readonly Usage[]; readonly forPrivate: readonly Usage[] } => (signs(name) ? SIGNS : AGREES);
const typeOf = (name: string): 'ed25519' | 'ed448' | 'x25519' | 'x448' => name.toLowerCase() as 'ed25519';

function of(name: string, key: Key): Key {
  if (key.type !== typeOf(name)) {
    throw dataError(`A key of ${key.type} (expected: of ${name})`);
  }
  return key;
}

function fromJwk(jwk: Jwk, name: string, extractable: boolean, usages: readonly Usage[]): Key {
  const secret = jwk.d !== undefined;
  const { forPublic, forPrivate } = usesOf(name);
  allowed(usages, secret ? forPrivate : forPublic, `a ${secret ? 'private' : 'public'} key of ${name}`);
  check(jwk, 'OKP', signs(name) ? 'sig' : 'enc', usages, extractable);
  if (jwk.crv !== name) {
    throw dataError(`keyData.crv is '${String(jwk.crv)}' (expected: '${name}')`);
  }
  if (signs(name) && jwk.alg !== undefined && jwk.alg !== name && jwk.alg !== 'EdDSA') {
    throw dataError(`keyData.alg is '${jwk.alg}' (expected: '${name}' or 'EdDSA')`);
  }
  const names = ['x', ...(secret ? (['d'] as const) : [])] as const;
  return understood(() => of(name, importJwk(plainly(jwk, names)).now()));
}

export const okp: Family = {
  async generated({ name }, extractable, usages) {
    const uses = usesOf(name);
    allowed(usages, [...uses.forPublic, ...uses.forPrivate], `keys of ${name}`);
    noneOf(usages, uses.forPrivate);
    return pairOf(await generate({ type: typeOf(name) }).later(), { name }, extractable, usages, uses);
  },

  imported(format, data, { name }, extractable, usages) {
    const { forPublic, forPrivate } = usesOf(name);
    let made: Key;
    switch (format) {
      case 'spki':
        allowed(usages, forPublic, `a public key of ${name}`);
        made = understood(() => of(name, importDer('spki', 'public', asBytes(data)).now()));
        break;
      case 'pkcs8':
        allowed(usages, forPrivate, `a private key of ${name}`);
        made = understood(() => of(name, importDer('pkcs8', 'private', asBytes(data)).now()));
        break;
      case 'raw':
      case 'raw-public':
        allowed(usages, forPublic, `a public key of ${name}`);
        made = understood(() => importRaw(typeOf(name), 'public', asBytes(data)).now());
        break;
      case 'jwk':
        made = fromJwk(data as Jwk, name, extractable, usages);
        break;
      default:
        throw noFormat(format, name);
    }
    return { type: made.kind, extractable, algorithm: { name }, usages, made };
  },

  exported: (format, slots) => pairExported(format, slots, signs(slots.algorithm.name) ? { alg: slots.algorithm.name } : {}),
};
