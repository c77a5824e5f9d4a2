/** Keys as they are read: from PEM, DER, JWK and raw bytes. */
import { importDer, importJwk, importPem, importRaw, publicOf, type Key } from '../../crypto/index';
import { coded, invalidType, invalidValue } from '../errors';
import { buffer, bytesOf, invalidCurve, isArrayBuffer, isView, textBytes, type Options } from './checks';
import { curveOf } from './curves';
import { attempt, openssl, OPENSSL, type Mapping } from './errors';
import { incompatibleType } from './key-output';

/** What a function does with a key: uses its public or its private part, or makes an object of one. */
export type Want = 'public' | 'private' | 'newPublic' | 'newPrivate';

const isPrivate = (want: Want): boolean => want === 'private' || want === 'newPrivate';

const PASSPHRASE: Mapping = {
  passphrase: () => openssl(OPENSSL.passphrase),
  'bad-passphrase': () => openssl(OPENSSL.badDecrypt),
};

/** A PEM asks for one otherwise, which OpenSSL then has not got. */
const noPassphrase = (): Error => coded(TypeError, 'ERR_MISSING_PASSPHRASE', 'Passphrase required for encrypted key');

/** The key that data stand for, by what options say of it. */
export function readKey(data: unknown, options: Options, want: Want): Key {
  const { format = 'pem' } = options;
  switch (format) {
    case 'jwk':
      return fromJwk(data as Options, want);
    case 'raw-public':
    case 'raw-private':
    case 'raw-seed':
      return fromRaw(data, options, format, want);
    case 'pem':
      typeOf(options, want, false);
      return fromPem(data, options, want);
    case 'der':
      return fromDer(data, options, typeOf(options, want, true) as Type, want);
    default:
      throw invalidValue('key.format', format);
  }
}

const wanted = (key: Key, want: Want): Key => (!isPrivate(want) && key.kind === 'private' ? publicOf(key).now() : key);

type Type = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1';

function typeOf({ type }: Options, want: Want, required: boolean): Type | undefined {
  if ((type === undefined && !required) || type === 'pkcs1' || type === 'pkcs8' || type === 'sec1' || (type === 'spki' && !isPrivate(want))) {
    return type as Type | undefined;
  }
  throw invalidValue('key.type', type);
}

function passphraseOf({ passphrase, encoding }: Options): Uint8Array | undefined {
  if (passphrase === undefined) {
    return undefined;
  }
  if (typeof passphrase !== 'string' && !isView(passphrase) && !isArrayBuffer(passphrase)) {
    throw invalidValue('key.passphrase', passphrase);
  }
  return bytesOf(passphrase, 'key.passphrase', encoding);
}

/** Lines of their own: what is indented is no block. */
const PUBLIC_BEGIN = /^-----BEGIN (?:RSA )?PUBLIC KEY-----[ \t\r]*$/m;
const PUBLIC_END = /^-----END (?:RSA )?PUBLIC KEY-----[ \t\r]*$/m;

function fromPem(data: unknown, options: Options, want: Want): Key {
  const passphrase = passphraseOf(options);
  const text = typeof data === 'string' && options['encoding'] === undefined ? data : buffer(bytesOf(data, 'key', options['encoding'])).toString('latin1');
  // What is damaged within a public key's block is told otherwise than where there is no block.
  const damaged = (): Error => openssl(!isPrivate(want) && PUBLIC_BEGIN.test(text) && PUBLIC_END.test(text) ? OPENSSL.wrongTag : OPENSSL.unsupported);
  return wanted(attempt({ ...PASSPHRASE, key: damaged, certificate: damaged }, () => importPem(text, isPrivate(want) ? 'private' : 'any', passphrase).now()), want);
}

function fromDer(data: unknown, options: Options, type: Type, want: Want): Key {
  const passphrase = passphraseOf(options);
  const bytes = bytesOf(data, 'key', options['encoding']);
  const read = (kind: 'public' | 'private'): Key => importDer(type, kind, bytes, passphrase).now();
  if (isPrivate(want)) {
    return attempt({ ...PASSPHRASE, passphrase: noPassphrase, key: () => openssl(OPENSSL.notEnough) }, () => read('private'));
  }
  const failed: Mapping = { ...PASSPHRASE, key: () => openssl(type === 'pkcs1' ? OPENSSL.unsupported : OPENSSL.tooLong, 'Failed to read asymmetric key') };
  return wanted(
    attempt(failed, () => read(type === 'spki' || (type === 'pkcs1' && !isPrivatePkcs1(bytes)) ? 'public' : 'private')),
    want,
  );
}

/** Whether what begins there is RSAPrivateKey: the sequence has its version, 0 or 1, before the modulus. */
function isPrivatePkcs1(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  const at = length < 128 ? 2 : 2 + (length & 127);
  return bytes[at] === 2 && bytes[at + 1] === 1 && (bytes[at + 2] ?? 255) <= 1;
}

// ---- JWK

const invalidJwk = (message: string): Error => coded(TypeError, 'ERR_CRYPTO_INVALID_JWK', message);
const RSA_PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'];
const CURVES = ['P-256', 'secp256k1', 'P-384', 'P-521'];

function fromJwk(jwk: Options, want: Want): Key {
  const { kty } = jwk;
  if (typeof kty !== 'string') {
    throw invalidJwk('Invalid JWK format');
  }
  const members = MEMBERS[kty];
  if (members === undefined || !Object.hasOwn(MEMBERS, kty)) {
    throw invalidJwk(`${kty} is not a supported JWK key type`);
  }
  const invalid = (): Error => invalidJwk(`Invalid JWK ${kty} key`);
  const { d, crv } = jwk;
  const names = isPrivate(want) ? [...members, ...(kty === 'RSA' ? RSA_PRIVATE : ['d'])] : members;
  if (members.some((name) => typeof jwk[name] !== 'string')) {
    throw invalid();
  }
  if (isPrivate(want) && d === undefined) {
    throw invalidJwk('JWK does not contain private key material');
  }
  if (isPrivate(want) && d === '') {
    // Without its private number it would be read as a public key.
    throw invalid();
  }
  if (kty === 'EC' && !CURVES.includes(crv as string)) {
    throw invalidCurve();
  }
  if (names.some((name) => typeof jwk[name] !== 'string')) {
    throw invalid();
  }
  const imported = (of: readonly string[]): Key => attempt({ key: invalid, parameter: invalid, unsupported: invalid }, () => importJwk(Object.fromEntries(['kty', ...of].map((name) => [name, jwk[name]]))).now());
  if (kty !== 'RSA' && !isPrivate(want) && d !== undefined) {
    // Of curves, a private half that is given must be that of the public one.
    if (typeof d !== 'string' || d === '') {
      throw invalid();
    }
    imported([...members, 'd']);
  }
  return imported(names);
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'] };

// ---- Raw

const RAW = ['ec', 'ed25519', 'ed448', 'x25519', 'x448'];

function fromRaw(data: unknown, options: Options, format: string, want: Want): Key {
  const { asymmetricKeyType: type, namedCurve } = options;
  if ((format === 'raw-public') === isPrivate(want)) {
    throw invalidValue('key.format', format);
  }
  if (typeof type !== 'string') {
    throw invalidType('key.asymmetricKeyType', 'of type string', type);
  }
  if (!RAW.includes(type) || format === 'raw-seed') {
    throw incompatibleType();
  }
  if (type === 'ec' && typeof namedCurve !== 'string') {
    throw invalidType('key.namedCurve', 'of type string', namedCurve);
  }
  const curve = type === 'ec' ? curveOf(namedCurve as string) : undefined;
  const invalid = (): Error => coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid key data');
  const bytes = typeof data === 'string' ? textBytes(data, options['encoding']) : bytesOf(data, 'key');
  return attempt({ key: invalid, parameter: invalid }, () => importRaw(type as Key['type'], isPrivate(want) ? 'private' : 'public', bytes, curve).now());
}
