/** Keys of elliptic curves of NIST's: ECDSA and ECDH. */
import { exportJwk, generate, importDer, importJwk, importRaw, type Key } from '../crypto/index';
import { dataError, notSupported } from './failures';
import { allowed, asBytes, type Family, noFormat, noneOf, pairExported, pairOf, understood } from './family';
import { check, type Jwk, plainly } from './jwk';
import type { Usage } from './keys';

/** Curves by the standard's names, each as the layer calls it. */
const CURVES: Readonly<Record<string, { readonly curve: string; readonly alg: string }>> = {
  'P-256': { curve: 'prime256v1', alg: 'ES256' },
  'P-384': { curve: 'secp384r1', alg: 'ES384' },
  'P-521': { curve: 'secp521r1', alg: 'ES512' },
};
const SIGNS = { forPublic: ['verify'], forPrivate: ['sign'] } as const satisfies Record<string, readonly Usage[]>;
const AGREES = { forPublic: [], forPrivate: ['deriveKey', 'deriveBits'] } as const satisfies Record<string, readonly Usage[]>;
const usesOf = (name: string): { readonly forPublic: readonly Usage[]; readonly forPrivate: readonly Usage[] } => (name === 'ECDSA' ? SIGNS : AGREES);

function known(name: string): { readonly curve: string; readonly alg: string } {
  const found = Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;
  if (found === undefined) {
    throw notSupported(`algorithm.namedCurve is '${name}' (expected: ${Object.keys(CURVES).join(', ')})`);
  }
  return found;
}

/** A key of the curve that was asked for. */
function on(curve: string, key: Key): Key {
  if (key.type !== 'ec' || key.curve !== curve) {
    throw dataError(`A key of ${key.curve ?? key.type} (expected: of ${curve})`);
  }
  return key;
}

function fromJwk(jwk: Jwk, name: string, namedCurve: string, extractable: boolean, usages: readonly Usage[]): Key {
  const secret = jwk.d !== undefined;
  const { forPublic, forPrivate } = usesOf(name);
  allowed(usages, secret ? forPrivate : forPublic, `a ${secret ? 'private' : 'public'} key of ${name}`);
  check(jwk, 'EC', name === 'ECDSA' ? 'sig' : 'enc', usages, extractable);
  const { curve, alg } = known(namedCurve);
  if (jwk.crv !== namedCurve) {
    throw dataError(`keyData.crv is '${String(jwk.crv)}' (expected: '${namedCurve}')`);
  }
  if (name === 'ECDSA' && jwk.alg !== undefined && jwk.alg !== alg) {
    throw dataError(`keyData.alg is '${jwk.alg}' (expected: '${alg}')`);
  }
  const names = ['x', 'y', ...(secret ? (['d'] as const) : [])] as const;
  return understood(() => on(curve, importJwk(plainly(jwk, names)).now()));
}

export const ec: Family = {
  async generated(algorithm, extractable, usages) {
    const { name } = algorithm;
    const namedCurve = algorithm.namedCurve as string;
    const uses = usesOf(name);
    allowed(usages, [...uses.forPublic, ...uses.forPrivate], `keys of ${name}`);
    const { curve } = known(namedCurve);
    noneOf(usages, uses.forPrivate);
    return pairOf(await generate({ type: 'ec', curve }).later(), { name, namedCurve }, extractable, usages, uses);
  },

  imported(format, data, algorithm, extractable, usages) {
    const { name } = algorithm;
    const namedCurve = algorithm.namedCurve as string;
    const { curve } = known(namedCurve);
    const { forPublic, forPrivate } = usesOf(name);
    let made: Key;
    switch (format) {
      case 'spki':
        allowed(usages, forPublic, `a public key of ${name}`);
        made = understood(() => on(curve, importDer('spki', 'public', asBytes(data)).now()));
        break;
      case 'pkcs8':
        allowed(usages, forPrivate, `a private key of ${name}`);
        // In JSON it is looked at whether the point is that of the number.
        made = understood(() => importJwk(exportJwk(on(curve, importDer('pkcs8', 'private', asBytes(data)).now())).now()).now());
        break;
      case 'raw':
      case 'raw-public':
        allowed(usages, forPublic, `a public key of ${name}`);
        made = understood(() => importRaw('ec', 'public', asBytes(data), curve).now());
        break;
      case 'jwk':
        made = fromJwk(data as Jwk, name, namedCurve, extractable, usages);
        break;
      default:
        throw noFormat(format, name);
    }
    return { type: made.kind, extractable, algorithm: { name, namedCurve }, usages, made };
  },

  exported: (format, slots) => pairExported(format, slots, {}),
};
