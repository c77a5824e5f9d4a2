/** Algorithms by the names that add-ons write, with parameters made into what is known of them: section 18 of the standard. */
import { notSupported, typeError } from './failures';
import { bigInteger, bytes, isObject, long, octet, short, text } from './idl';
import { type CryptoKey, slotsOf } from './keys';

export interface Algorithm {
  readonly name: string;
  readonly hash?: Algorithm;
  readonly [parameter: string]: unknown;
}

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  read(value: unknown, what: string): unknown;
}

const must = (name: string, read: Parameter['read']): Parameter => ({ name, required: true, read });
const may = (name: string, read: Parameter['read']): Parameter => ({ name, required: false, read });

function key(value: unknown, what: string): CryptoKey {
  slotsOf(value, what);
  return value as CryptoKey;
}

const digest = (value: unknown): Algorithm => normalized('digest', value);
const HASH = must('hash', digest);
const LENGTH = must('length', short);
const CURVE = must('namedCurve', text);

const NONE: readonly Parameter[] = [];
const RSA_IMPORT = [HASH];
// What a hash may not be is looked at when all else is known to be of its type.
const RSA_GENERATE = [must('modulusLength', long), must('publicExponent', bigInteger), HASH];
const EC = [CURVE];
const HMAC = [may('length', long), HASH];
const AES = [LENGTH];
const CBC = [must('iv', bytes)];
const AEAD = [may('additionalData', bytes), must('iv', bytes), may('tagLength', octet)];
const CTR = [must('counter', bytes), must('length', octet)];
const OAEP = [may('label', bytes)];
const PSS = [must('saltLength', long)];
const ECDSA = [HASH];
const AGREE = [must('public', key)];
const HKDF = [must('info', bytes), must('salt', bytes), HASH];
const PBKDF2 = [must('iterations', long), must('salt', bytes), HASH];
const CONTEXT = [may('context', bytes)];

const PARAMETERS = {
  digest: { 'SHA-1': NONE, 'SHA-256': NONE, 'SHA-384': NONE, 'SHA-512': NONE },
  generateKey: {
    'RSASSA-PKCS1-v1_5': RSA_GENERATE, 'RSA-PSS': RSA_GENERATE, 'RSA-OAEP': RSA_GENERATE,
    ECDSA: EC, ECDH: EC, Ed25519: NONE, Ed448: NONE, X25519: NONE, X448: NONE,
    'AES-CTR': AES, 'AES-CBC': AES, 'AES-GCM': AES, 'AES-KW': AES, HMAC,
  },
  importKey: {
    'RSASSA-PKCS1-v1_5': RSA_IMPORT, 'RSA-PSS': RSA_IMPORT, 'RSA-OAEP': RSA_IMPORT,
    ECDSA: EC, ECDH: EC, Ed25519: NONE, Ed448: NONE, X25519: NONE, X448: NONE,
    'AES-CTR': NONE, 'AES-CBC': NONE, 'AES-GCM': NONE, 'AES-KW': NONE, HMAC, HKDF: NONE, PBKDF2: NONE,
  },
  sign: { 'RSASSA-PKCS1-v1_5': NONE, 'RSA-PSS': PSS, ECDSA, HMAC: NONE, Ed25519: NONE, Ed448: CONTEXT },
  encrypt: { 'RSA-OAEP': OAEP, 'AES-CBC': CBC, 'AES-GCM': AEAD, 'AES-CTR': CTR },
  deriveBits: { HKDF, PBKDF2, ECDH: AGREE, X25519: AGREE, X448: AGREE },
  keyLength: { 'AES-CTR': AES, 'AES-CBC': AES, 'AES-GCM': AES, 'AES-KW': AES, HMAC, HKDF: NONE, PBKDF2: NONE },
  wrapKey: { 'AES-KW': NONE },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly Parameter[]>>>>;

export type Operation = keyof typeof PARAMETERS;

/** Names of an operation's algorithms, by these in upper case. */
const NAMES = Object.fromEntries(
  Object.entries(PARAMETERS).map(([operation, all]) => [operation, new Map(Object.keys(all).map((name) => [name.toUpperCase(), name]))]),
) as unknown as Readonly<Record<Operation, ReadonlyMap<string, string>>>;

/** An algorithm as it is written, with all its parameters read; a NotSupportedError where the operation has none of its name. */
export function normalized(operation: Operation, algorithm: unknown): Algorithm {
  if (!isObject(algorithm)) {
    return normalized(operation, { name: text(algorithm, 'algorithm') });
  }
  const given = required(algorithm, 'name');
  const written = text(given, 'algorithm.name');
  const name = NAMES[operation].get(written.replace(/[a-z]/g, (letter) => letter.toUpperCase()));
  if (name === undefined) {
    throw notSupported(`'${written}' is no algorithm for this (expected: ${[...NAMES[operation].values()].join(', ')})`);
  }
  const all: Record<string, unknown> & { name: string } = { name };
  for (const parameter of (PARAMETERS[operation] as Readonly<Record<string, readonly Parameter[]>>)[name] as readonly Parameter[]) {
    const value = parameter.required ? required(algorithm, parameter.name) : algorithm[parameter.name];
    if (value !== undefined) {
      all[parameter.name] = parameter.read(value, `algorithm.${parameter.name}`);
    }
  }
  return all as Algorithm;
}

function required(from: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = from[name];
  if (value === undefined) {
    throw typeError(`algorithm.${name} is missing (expected: a value)`, 'ERR_MISSING_OPTION');
  }
  return value;
}

/** Whether there is such an algorithm, with such parameters, for an operation. */
export function isKnown(operation: Operation, algorithm: unknown): boolean {
  try {
    normalized(operation, algorithm);
    return true;
  } catch {
    return false;
  }
}
