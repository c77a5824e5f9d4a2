/** New keys and pairs of keys. */
import { generate, randomBytes, type Key, type Work } from '../../crypto/index';
import { coded, invalidType, invalidValue, mustBeFunction, mustBeText } from '../errors';
import { invalidDigest, isView, MOST_INT32, mustBeInteger, mustBeObject, mustBeOneOf, mustBeUint32, notHere, viewBytes, type Options } from './checks';
import { curveOf } from './curves';
import { digestInfo } from './digests';
import { attempt, finish, openssl, OPENSSL, type Mapping } from './errors';
import { keyObject, type KeyObject } from './keys';
import { exported, outputOf, type Output } from './key-output';

type Asked = Parameters<typeof generate>[0];
interface Pair {
  readonly publicKey: Key;
  readonly privateKey: Key;
}

const SMALLEST = 512;

// ---- Pairs

function optionsOf(options: unknown): Options {
  mustBeObject('options', options);
  return options;
}

function exclusive(options: Options, one: string, ...others: readonly string[]): void {
  for (const other of others) {
    if (options[other] !== undefined && options[other] !== null) {
      throw coded(TypeError, 'ERR_INCOMPATIBLE_OPTION_PAIR', `Option "${one}" cannot be used in combination with option "${other}"`);
    }
  }
}

function digestOption(options: Options, name: string, older: string, what = ''): string | undefined {
  const value = options[name] ?? options[older];
  if (value === undefined) {
    return undefined;
  }
  mustBeText(`options.${name}`, value);
  const info = digestInfo(value);
  if (info === undefined) {
    throw what === '' ? invalidDigest(value) : coded(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid ${what} digest: ${value}`);
  }
  return info.name;
}

function rsaOf(type: 'rsa' | 'rsa-pss', options: Options): () => Asked {
  const { modulusLength: bits, publicExponent: exponent = 0x10001, saltLength: salt } = options;
  mustBeUint32('options.modulusLength', bits);
  mustBeUint32('options.publicExponent', exponent);
  const pss: { hash?: string; mgf?: string; salt?: number } = {};
  if (type === 'rsa-pss') {
    if (salt !== undefined) {
      mustBeInteger('options.saltLength', salt, 0, MOST_INT32);
    }
    const hash = digestOption(options, 'hashAlgorithm', 'hash');
    const mgf = digestOption(options, 'mgf1HashAlgorithm', 'mgf1Hash', 'MGF1');
    if (hash !== undefined || mgf !== undefined || salt !== undefined) {
      pss.hash = hash ?? 'SHA-1';
      pss.mgf = mgf ?? pss.hash;
      pss.salt = salt ?? digestInfo(pss.hash)?.size ?? 20;
    }
  }
  return () => {
    if (bits < SMALLEST) {
      throw openssl(OPENSSL.keySize);
    }
    if (exponent < 3 || exponent % 2 === 0) {
      throw openssl(OPENSSL.exponent);
    }
    return { type, bits, exponent, ...pss };
  };
}

function ecOf({ namedCurve, paramEncoding }: Options): () => Asked {
  mustBeText('options.namedCurve', namedCurve);
  if (paramEncoding !== undefined && paramEncoding !== null && paramEncoding !== 'named' && paramEncoding !== 'explicit') {
    throw invalidValue('options.paramEncoding', paramEncoding);
  }
  return () => ({ type: 'ec', curve: curveOf(namedCurve) });
}

function dhOf(options: Options): () => Asked {
  const { group, prime, primeLength, generator } = options;
  if (group !== undefined && group !== null) {
    exclusive(options, 'group', 'prime', 'primeLength', 'generator');
    mustBeText('options.group', group);
    return () => ({ type: 'dh', group });
  }
  if (generator !== undefined && generator !== null) {
    mustBeInteger('options.generator', generator, 0, MOST_INT32);
  }
  const given = { type: 'dh', generator: (generator as number | null | undefined) ?? 2 } as const;
  if (prime !== undefined && prime !== null) {
    exclusive(options, 'prime', 'primeLength');
    if (!isView(prime)) {
      throw invalidType('options.prime', 'an instance of Buffer, TypedArray, or DataView', prime);
    }
    return () => ({ ...given, prime: viewBytes(prime) });
  }
  if (primeLength === undefined || primeLength === null) {
    throw coded(TypeError, 'ERR_MISSING_OPTION', 'At least one of the group, prime, or primeLength options is required');
  }
  mustBeInteger('options.primeLength', primeLength, 0, MOST_INT32);
  return () => ({ ...given, bits: primeLength });
}

function pairOf(type: unknown, options: unknown): () => Asked {
  mustBeText('type', type);
  if (options !== undefined) {
    mustBeObject('options', options);
  }
  switch (type) {
    case 'rsa':
    case 'rsa-pss':
      return rsaOf(type, optionsOf(options));
    case 'ec':
      return ecOf(optionsOf(options));
    case 'ed25519':
    case 'ed448':
    case 'x25519':
    case 'x448':
      return () => ({ type });
    case 'dh':
      return dhOf(optionsOf(options));
    case 'dsa':
      throw notHere("generateKeyPair('dsa')", "'ec', 'ed25519' or 'rsa'");
    default:
      throw invalidValue('type', type, 'must be a supported key type');
  }
}

/** How a key of a pair is to be written, if it is. */
function encodingOf(kind: 'public' | 'private', type: string, options: unknown): Output | undefined {
  const name = `${kind}KeyEncoding`;
  const encoding = (options as Options | undefined)?.[name];
  if (encoding === undefined || encoding === null) {
    return undefined;
  }
  if (typeof encoding !== 'object') {
    throw invalidValue(`options.${name}`, encoding);
  }
  return outputOf({ kind, type }, encoding as Options, `options.${name}`);
}

interface Task {
  readonly work: Work<Pair>;
  give(pair: Pair): { readonly publicKey: unknown; readonly privateKey: unknown };
}

const FAILING: Mapping = {
  unsupported: () => coded(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group'),
};

function task(type: unknown, options: unknown): Task {
  const asked = pairOf(type, options);
  const publicly = encodingOf('public', type as string, options);
  const privately = encodingOf('private', type as string, options);
  const shown = (key: Key, output: Output | undefined): unknown => (output === undefined ? keyObject(key) : exported(key, output));
  return {
    work: attempt(mapping(type), () => generate(asked())),
    give: ({ publicKey, privateKey }) => ({ publicKey: shown(publicKey, publicly), privateKey: shown(privateKey, privately) }),
  };
}

const mapping = (type: unknown): Mapping => (type === 'dh' ? FAILING : {});

export function generateKeyPairSync(type: unknown, options?: unknown): object {
  const { work, give } = task(type, options);
  return give(attempt(mapping(type), () => work.now()));
}

export function generateKeyPair(type: unknown, options: unknown, callback?: unknown): void {
  const [given, done] = typeof options === 'function' ? [undefined, options] : [options, callback];
  const { work, give } = task(type, given);
  mustBeFunction('callback', done);
  finish(work, mapping(type), done, (pair) => {
    const { publicKey, privateKey } = give(pair);
    return [publicKey, privateKey];
  });
}

Object.defineProperty(generateKeyPair, Symbol.for('nodejs.util.promisify.custom'), {
  configurable: true,
  value: (type: unknown, options?: unknown): Promise<object> =>
    new Promise((resolve, reject) => {
      generateKeyPair(type, options, (error: Error | null, publicKey: unknown, privateKey: unknown) => {
        if (error === null) {
          resolve({ publicKey, privateKey });
        } else {
          reject(error);
        }
      });
    }),
});

// ---- Secret keys

function lengthOf(type: unknown, options: unknown): number {
  mustBeText('type', type);
  const { length } = optionsOf(options);
  switch (type) {
    case 'hmac':
      mustBeInteger('options.length', length, 8, MOST_INT32);
      return Math.floor(length / 8);
    case 'aes':
      mustBeOneOf('options.length', length, [128, 192, 256]);
      return (length as number) / 8;
    default:
      throw invalidValue('type', type, 'must be a supported key type');
  }
}

export const generateKeySync = (type: unknown, options: unknown): KeyObject => keyObject(randomBytes(lengthOf(type, options)));

export function generateKey(type: unknown, options: unknown, callback: unknown): void {
  const length = lengthOf(type, options);
  mustBeFunction('callback', callback);
  const work: Work<Uint8Array> = { now: () => randomBytes(length), later: () => Promise.resolve(randomBytes(length)) };
  finish(work, {}, callback, (bytes) => [keyObject(bytes)]);
}
