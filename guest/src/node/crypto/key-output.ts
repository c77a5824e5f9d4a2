/** How keys are written, and what Node says of the options that tell it. */
import { cipherOf, DIGESTS, exportJwk, exportKey, exportRaw, type Key } from '../../crypto/index';
import { coded, invalidValue } from '../errors';
import { buffer, bytesOf, mustBeOneOf, unknownCipher, type Options } from './checks';
import { attempt, openssl, OPENSSL } from './errors';

/** A digest as Node calls it. */
export const digestName = (name: string): string => DIGESTS.get(name)?.node ?? name.toLowerCase();

export type Output =
  | { readonly format: 'jwk' }
  | { readonly format: 'raw'; readonly compressed: boolean }
  | { readonly format: 'pem' | 'der'; readonly type: 'spki' | 'pkcs8' | 'pkcs1' | 'sec1'; readonly cipher?: string; readonly passphrase?: Uint8Array };

export const incompatible = (message: string): Error => coded(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS', message);
export const incompatibleType = (): Error => incompatible('The selected key encoding is incompatible with the key type');

/** What keys of a kind and a type can be written as. */
interface Written {
  readonly kind: 'public' | 'private';
  readonly type: string;
}

/** What the options ask for; `at` is what they are called in messages. */
export function outputOf(key: Written, options: Options, at: string): Output {
  const { format } = options;
  switch (format) {
    case 'jwk':
      if (key.kind === 'private' && options['passphrase'] !== undefined) {
        throw incompatible('The selected key encoding jwk does not support encryption.');
      }
      return { format };
    case `raw-${key.kind}`:
      return rawOf(key, options, at);
    case 'raw-seed':
      if (key.kind === 'private') {
        throw incompatibleType();
      }
      throw invalidValue(`${at}.format`, format);
    case 'pem':
    case 'der':
      return { format, type: typeOf(key, options['type'], `${at}.type`), ...encryptionOf(key, options, at) };
    default:
      throw invalidValue(`${at}.format`, format);
  }
}

function rawOf(key: Written, options: Options, at: string): Output {
  if (key.type === 'rsa' || key.type === 'rsa-pss' || key.type === 'dsa' || key.type === 'dh') {
    throw incompatibleType();
  }
  const { type } = options;
  if (key.type === 'ec' && key.kind === 'public' && type !== undefined) {
    mustBeOneOf(`${at}.type`, type, ['compressed', 'uncompressed']);
  }
  return { format: 'raw', compressed: key.type === 'ec' && type === 'compressed' };
}

function typeOf(key: Written, type: unknown, at: string): 'spki' | 'pkcs8' | 'pkcs1' | 'sec1' {
  const isPublic = key.kind === 'public';
  if (type === 'pkcs1') {
    if (key.type !== 'rsa') {
      throw incompatible('The selected key encoding pkcs1 can only be used for RSA keys.');
    }
    return type;
  }
  if (type === 'sec1' && !isPublic) {
    if (key.type !== 'ec') {
      throw incompatible('The selected key encoding sec1 can only be used for EC keys.');
    }
    return type;
  }
  if (type === (isPublic ? 'spki' : 'pkcs8')) {
    return type as 'spki' | 'pkcs8';
  }
  throw invalidValue(at, type);
}

function encryptionOf(key: Written, options: Options, at: string): { readonly cipher?: string; readonly passphrase?: Uint8Array } {
  const { cipher, passphrase, format, type, encoding } = options;
  if (key.kind === 'public') {
    return {};
  }
  if (cipher === undefined || cipher === null) {
    if (passphrase !== undefined) {
      throw invalidValue(`${at}.cipher`, cipher, 'is required when a passphrase is specified');
    }
    return {};
  }
  if (typeof cipher !== 'string') {
    throw invalidValue(`${at}.cipher`, cipher);
  }
  if (format === 'der' && (type === 'pkcs1' || type === 'sec1')) {
    throw incompatible(`The selected key encoding ${type} does not support encryption.`);
  }
  if (typeof passphrase !== 'string' && !ArrayBuffer.isView(passphrase) && !(passphrase instanceof ArrayBuffer)) {
    throw invalidValue(`${at}.passphrase`, passphrase);
  }
  const found = cipherOf(cipher);
  if (found === undefined) {
    throw unknownCipher();
  }
  return { cipher: found.name, passphrase: bytesOf(passphrase, 'key.passphrase', encoding) };
}

/** The members of a JWK, in the order in which Node has them. */
export function jwkOf(key: Key): Record<string, string> {
  if (key.type !== 'rsa' && key.type !== 'ec' && key.type !== 'ed25519' && key.type !== 'ed448' && key.type !== 'x25519' && key.type !== 'x448') {
    throw coded(Error, 'ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE', 'Unsupported JWK Key Type.');
  }
  const unsupported = (): Error => coded(Error, 'ERR_CRYPTO_JWK_UNSUPPORTED_CURVE', `Unsupported JWK EC curve: ${key.curve ?? ''}.`);
  const members = attempt({ unsupported }, () => exportJwk(key).now());
  const order = key.type === 'rsa' ? ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] : key.type === 'ec' ? ['kty', 'x', 'y', 'crv', 'd'] : ['kty', 'crv', 'x', 'd'];
  return Object.fromEntries(order.filter((name) => members[name] !== undefined).map((name) => [name, members[name] as string]));
}

/** A key written as was asked for: text for PEM, an object for JWK, else bytes. */
export function exported(key: Key, output: Output): unknown {
  switch (output.format) {
    case 'jwk':
      return jwkOf(key);
    case 'raw':
      return buffer(exportRaw(key, output.compressed).now());
    default: {
      const bytes = buffer(attempt({ unsupported: () => openssl(OPENSSL.cipherParameter) }, () => exportKey(key, output).now()));
      return output.format === 'pem' ? bytes.toString('latin1') : bytes;
    }
  }
}
