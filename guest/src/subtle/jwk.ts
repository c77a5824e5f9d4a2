/** Keys as JSON: RFC 7517, with what the Web Cryptography standard asks of them. */
import { base64url, fromBase64 } from '../host/base64';
import { dataError, typeError } from './failures';
import { isObject, list, text } from './idl';
import { type Slots, type Usage } from './keys';

const TEXTS = ['kty', 'use', 'alg', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const;

export type Jwk = Partial<Record<(typeof TEXTS)[number], string>> & { key_ops?: string[]; ext?: boolean; oth?: unknown };

/** What an add-on gives as a key in JSON, read once. */
export function jwkOf(given: unknown): Jwk {
  const value = given ?? {};
  if (!isObject(value) || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw typeError(`keyData is ${isObject(value) ? 'bytes' : typeof value} (expected: a key as JSON, an object)`);
  }
  const jwk: Jwk = {};
  for (const name of TEXTS) {
    const member = value[name];
    if (member !== undefined) {
      jwk[name] = text(member, `keyData.${name}`);
    }
  }
  const { key_ops: operations, ext, oth } = value;
  if (operations !== undefined) {
    jwk.key_ops = list(operations, 'keyData.key_ops', text);
  }
  if (ext !== undefined) {
    jwk.ext = Boolean(ext);
  }
  if (oth !== undefined) {
    jwk.oth = list(oth, 'keyData.oth', (each, what) => {
      if (!isObject(each)) {
        throw typeError(`${what} is ${typeof each} (expected: an object)`);
      }
    });
  }
  return jwk;
}

/** What is asked of each, whatever its algorithm. */
export function check(jwk: Jwk, kty: string, use: 'sig' | 'enc', usages: readonly Usage[], extractable: boolean): void {
  if (jwk.kty !== kty) {
    throw dataError(`keyData.kty is ${jwk.kty === undefined ? 'missing' : `'${jwk.kty}'`} (expected: '${kty}')`);
  }
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    throw dataError(`keyData.use is '${jwk.use}' (expected: '${use}')`);
  }
  const { key_ops: operations } = jwk;
  if (operations !== undefined) {
    if (new Set(operations).size < operations.length) {
      throw dataError('keyData.key_ops has one twice');
    }
    const missing = usages.find((usage) => !operations.includes(usage));
    if (missing !== undefined) {
      throw dataError(`keyData.key_ops has no '${missing}', which the usages have`);
    }
  }
  if (jwk.ext === false && extractable) {
    throw dataError('keyData.ext is false (expected: true, for a key that can be exported)');
  }
}

/** The bytes of a field in base64url; as in Node, what is no digit of it is not looked at. */
export function field(jwk: Jwk, name: (typeof TEXTS)[number]): Uint8Array {
  const written = jwk[name];
  if (written === undefined) {
    throw dataError(`keyData.${name} is missing (expected: bytes in base64url)`);
  }
  return new Uint8Array(fromBase64(written));
}

/** A key's kind, its curve, and some members as base64url has them and not as they were written; of nothing there is a zero. */
export function plainly(jwk: Jwk, names: readonly (typeof TEXTS)[number][]): object {
  const { kty, crv } = jwk;
  return { kty, ...(crv === undefined ? {} : { crv }), ...Object.fromEntries(names.map((name) => [name, base64url(field(jwk, name)) || 'AA'])) };
}

/** What a key in JSON begins with. */
export function begun({ usages, extractable }: Slots): Jwk {
  return { key_ops: [...usages], ext: extractable };
}
