import { bytesWork, failed, work, type Answer, type Work } from './call';
import type { DigestName } from './names';

export type KeyType = 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'x25519' | 'x448' | 'dh' | 'dsa';

/** A key of two: its DER, and what is known of it. */
export interface Key {
  readonly kind: 'public' | 'private';
  readonly type: KeyType;
  /** SubjectPublicKeyInfo, or PKCS #8: always the same for one key. */
  readonly der: Uint8Array;
  /** Of the modulus of RSA, and of the prime of DH and DSA. */
  readonly bits?: number;
  /** Of DSA's divisor. */
  readonly divisor?: number;
  /** Of RSA. */
  readonly exponent?: bigint;
  /** What Node calls it. */
  readonly curve?: string;
  /** What a key for PSS alone may be used with. */
  readonly pss?: { readonly hash: DigestName; readonly mgf: DigestName; readonly salt: number };
}

export interface KeyPair {
  readonly publicKey: Key;
  readonly privateKey: Key;
}

export type KeyOptions =
  | { readonly type: 'rsa' | 'rsa-pss'; readonly bits: number; readonly exponent: number; readonly hash?: DigestName; readonly mgf?: DigestName; readonly salt?: number }
  | { readonly type: 'ec'; readonly curve: string }
  | { readonly type: 'ed25519' | 'ed448' | 'x25519' | 'x448' }
  | { readonly type: 'dh'; readonly prime?: Uint8Array; readonly generator?: number; readonly group?: string; readonly bits?: number };

/** How many fields tell of a key, kind and type among them. */
const DETAILS = 9;

/** @param fields of an answer, from `at` on */
function keyOf(fields: readonly string[], at: number, der: Uint8Array): Key {
  const [kind, type, bits, exponent, curve, hash, mgf, salt, divisor] = fields.slice(at, at + DETAILS) as [Key['kind'], KeyType, ...string[]];
  return {
    kind,
    type,
    der,
    ...(bits ? { bits: Number(bits) } : {}),
    ...(exponent ? { exponent: BigInt(exponent) } : {}),
    ...(curve ? { curve } : {}),
    ...(hash ? { pss: { hash, mgf: mgf ?? hash, salt: Number(salt) } } : {}),
    ...(divisor ? { divisor: Number(divisor) } : {}),
  };
}

function readKey({ text, blocks }: Answer): Key {
  return keyOf(text.split('\0'), 0, blocks[0] as Uint8Array);
}

function bytesOf(value: number): Uint8Array {
  return Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
}

/** New keys. Diffie-Hellman's are of a group, of a prime with a generator, or of a new prime of so many bits. */
export function generate(options: KeyOptions): Work<KeyPair> {
  const read = ({ text, blocks }: Answer): KeyPair => {
    const fields = text.split('\0');
    return { publicKey: keyOf(fields, 0, blocks[0] as Uint8Array), privateKey: keyOf(fields, DETAILS, blocks[1] as Uint8Array) };
  };
  switch (options.type) {
    case 'rsa':
    case 'rsa-pss': {
      const { type, bits, exponent, hash, mgf, salt } = options;
      return work('key.generate', [type, `${bits}`, `${exponent}`, '', hash ?? '', mgf ?? '', `${salt ?? ''}`], [], read);
    }
    case 'ec':
      return work('key.generate', ['ec', '', '', options.curve], [], read);
    case 'dh': {
      const { group, prime, generator, bits } = options;
      if (group !== undefined) {
        const known = dhGroup(group);
        if (known === undefined) {
          throw failed('unsupported', `group: '${group}' is not there`);
        }
        return work('key.generate', ['dh'], [known.prime, known.generator], read);
      }
      return prime === undefined
        ? work('key.generate', ['dh', `${bits ?? ''}`], [], read)
        : work('key.generate', ['dh'], [prime, bytesOf(generator ?? 2)], read);
    }
    default:
      return work('key.generate', [options.type], [], read);
  }
}

const withPassphrase = (bytes: Uint8Array, passphrase: Uint8Array | undefined): Uint8Array[] => (passphrase === undefined ? [bytes] : [bytes, passphrase]);

function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  return bytes;
}

/** The key in PEM of any kind that Node reads, with whatever stands around it. Of a certificate it is the public key. */
export function importPem(pem: string, want: 'public' | 'private' | 'any', passphrase?: Uint8Array): Work<Key> {
  return work('key.pem', [want], withPassphrase(latin1(pem), passphrase), readKey);
}

export function importDer(format: 'spki' | 'pkcs8' | 'pkcs1' | 'sec1', want: 'public' | 'private', der: Uint8Array, passphrase?: Uint8Array): Work<Key> {
  return work('key.der', [format, want], withPassphrase(der, passphrase), readKey);
}

/** A point of a curve, compressed or not, the bytes of an Edwards or Montgomery key, or the number of a private EC key. */
export function importRaw(type: KeyType, kind: 'public' | 'private', bytes: Uint8Array, curve?: string): Work<Key> {
  return work('key.raw', [type, kind, curve ?? ''], [bytes], readKey);
}

const MEMBERS = ['kty', 'crv', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'] as const;

/** A JWK of RSA, EC or OKP. */
export function importJwk(jwk: object): Work<Key> {
  const fields = MEMBERS.map((name) => {
    const value = (jwk as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && (typeof value !== 'string' || value.includes('\0'))) {
      throw failed('key', `${name} of the JWK: ${typeof value} (expected: a string)`);
    }
    return value ?? '';
  });
  return work('key.jwk', fields, [], readKey);
}

/** The public key of a private one. */
export function publicOf(key: Key): Work<Key> {
  return work('key.public', [], [key.der], readKey);
}

export interface ExportOptions {
  readonly format: 'pem' | 'der';
  readonly type: 'spki' | 'pkcs8' | 'pkcs1' | 'sec1';
  readonly cipher?: string;
  readonly passphrase?: Uint8Array;
}

/** The key as PEM, whose bytes are ASCII, or as DER. */
export function exportKey(key: Key, { format, type, cipher, passphrase }: ExportOptions): Work<Uint8Array> {
  return bytesWork('key.export', [format, type, cipher ?? ''], withPassphrase(key.der, passphrase));
}

/** The members that the JWK has: of an RSA key kty, n, e and perhaps d, p, q, dp, dq, qi; of others kty, crv, x and perhaps y and d. */
export function exportJwk(key: Key): Work<Record<string, string>> {
  return work('key.export.jwk', [], [key.der], ({ text }) => {
    const jwk: Record<string, string> = {};
    text.split('\0').forEach((value, i) => {
      if (value !== '') {
        jwk[MEMBERS[i] as string] = value;
      }
    });
    return jwk;
  });
}

/** What `importRaw` takes. */
export function exportRaw(key: Key, compressed = false): Work<Uint8Array> {
  return bytesWork('key.export.raw', [compressed ? '1' : '0'], [key.der]);
}

/** Groups of RFC 2409 and RFC 3526: a prime is made of pi, and of a small number that makes it one. */
const GROUPS: Readonly<Record<string, readonly [bits: number, add: bigint]>> = {
  modp1: [768, 149686n],
  modp2: [1024, 129093n],
  modp5: [1536, 741804n],
  modp14: [2048, 124476n],
  modp15: [3072, 1690314n],
  modp16: [4096, 240904n],
  modp17: [6144, 929484n],
  modp18: [8192, 4743158n],
};

/** Pi times a power of two, without its fraction. */
function pi(bits: number): bigint {
  // Machin's formula, with room for what is rounded.
  const one = 1n << BigInt(bits + 64);
  const arctan = (inverse: bigint): bigint => {
    let sum = 0n;
    let power = one / inverse;
    const square = inverse * inverse;
    for (let i = 1n, sign = 1n; power !== 0n; i += 2n, sign = -sign) {
      sum += (sign * power) / i;
      power /= square;
    }
    return sum;
  };
  return (4n * (4n * arctan(5n) - arctan(239n))) >> 64n;
}

/** A group of Diffie and Hellman's by the name that Node has for it. */
export function dhGroup(name: string): { prime: Uint8Array; generator: Uint8Array } | undefined {
  const group = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
  if (group === undefined) {
    return undefined;
  }
  const [bits, add] = group;
  // 2^n - 2^(n - 64) - 1 + 2^64 * (floor(2^(n - 130) * pi) + add)
  const size = BigInt(bits);
  const number = (1n << size) - (1n << (size - 64n)) - 1n + ((pi(bits - 130) + add) << 64n);
  const hex = number.toString(16).padStart(bits / 4, '0');
  const prime = new Uint8Array(bits / 8);
  for (let i = 0; i < prime.length; i++) {
    prime[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  }
  return { prime, generator: Uint8Array.of(2) };
}

/** A power modulo a number, which has as many bytes as that. All are big-endian. */
export function modPow(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Work<Uint8Array> {
  return bytesWork('power', [], [base, exponent, modulus]);
}

/** A prime, of which `prime mod add = rem` holds where that is asked for; a safe one is such that its half is prime too. */
export function generatePrime(bits: number, options: { readonly safe?: boolean; readonly add?: Uint8Array; readonly rem?: Uint8Array } = {}): Work<Uint8Array> {
  const { safe, add, rem } = options;
  return bytesWork('prime', [`${bits}`, safe === true ? '1' : '0'], add === undefined ? [] : rem === undefined ? [add] : [add, rem]);
}

/** Whether a number is prime. `checks` is for who asks as Node does: there are always enough. */
export function checkPrime(candidate: Uint8Array, checks = 0): Work<boolean> {
  void checks;
  return work('prime.check', [], [candidate], ({ text }) => text === '1');
}

export interface Certificate {
  readonly der: Uint8Array;
  /** Short name and value, in order. */
  readonly subject: readonly (readonly [string, string])[];
  readonly issuer: readonly (readonly [string, string])[];
  /** In hexadecimal, upper case. */
  readonly serial: string;
  /** ms since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly ca: boolean;
  /** Object identifiers of the extended key usage. */
  readonly keyUsage: readonly string[];
  readonly altNames: readonly (readonly [string, string])[];
  readonly infoAccess: readonly (readonly [string, string])[];
  readonly signatureAlgorithm: string;
  readonly signatureAlgorithmOid: string;
  /** In hexadecimal. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  readonly publicKey: Key;
}

/** A certificate in DER or PEM. */
export function readCertificate(bytes: Uint8Array): Work<Certificate> {
  return work('certificate', [], [bytes], ({ text, blocks }) => {
    const fields = text.split('\0');
    const [der, key] = blocks as readonly [Uint8Array, Uint8Array];
    return { ...(JSON.parse(fields[DETAILS] as string) as Omit<Certificate, 'der' | 'publicKey'>), der, publicKey: keyOf(fields, 0, key) };
  });
}

/** Whether a certificate was signed by a key. */
export function verifyCertificate(certificate: Uint8Array, publicKey: Key): Work<boolean> {
  return work('certificate.verify', [], [certificate, publicKey.der], ({ text }) => text === '1');
}

