/** What RSA encrypts and decrypts. */
import { rsa, type Key } from '../../crypto/index';
import { coded, mustBeText } from '../errors';
import { buffer, bytesOf, type Bytes, type Options } from './checks';
import { PADDING } from './constants';
import { digestInfo } from './digests';
import { attempt, openssl, OPENSSL, type Mapping } from './errors';
import { asymmetric } from './keys';

type What = Parameters<typeof rsa>[0];
type Padding = 'oaep' | 'pkcs1' | 'none';

const nameless = (): Error => new Error('error:00000000:lib(0)::reason(0)');

/** What only bytes of the right length can be: encrypted data cannot be longer than the modulus. */
const bytesIn = ({ bits = 0 }: Key): number => Math.ceil(bits / 8);

function paddingOf(what: What, padding: unknown): Padding {
  const encrypts = what === 'publicEncrypt' || what === 'privateDecrypt';
  switch (padding) {
    case PADDING.pkcs1:
      return 'pkcs1';
    case PADDING.none:
      return 'none';
    case PADDING.oaep:
      if (encrypts) {
        return 'oaep';
      }
      break;
    case PADDING.pss:
      if (encrypts) {
        throw nameless();
      }
      break;
    default:
      if (encrypts) {
        throw openssl(OPENSSL.paddingType);
      }
  }
  throw openssl(OPENSSL.padding);
}

function checkType(what: What, { type }: Key): void {
  if (type === 'rsa') {
    return;
  }
  if (what === 'privateEncrypt' || what === 'publicDecrypt') {
    throw type === 'rsa-pss' ? openssl(OPENSSL.padding) : nameless();
  }
  throw openssl(type === 'rsa-pss' ? OPENSSL.notForPss : OPENSSL.notForKey);
}

function checkLength(what: What, padding: Padding, length: number, room: number, hash: number): void {
  if (what === 'publicDecrypt' && length > room) {
    throw openssl(OPENSSL.greater);
  }
  if (what === 'privateDecrypt' || what === 'publicDecrypt') {
    if (what === 'privateDecrypt' && padding !== 'oaep' && length === 0) {
      throw openssl(OPENSSL.dataTooSmall);
    }
    return;
  }
  const most = padding === 'none' ? room : padding === 'pkcs1' ? room - 11 : room - 2 * hash - 2;
  if (length > most) {
    throw openssl(OPENSSL.tooLargeForKey);
  }
  if (padding === 'none' && length < room) {
    throw openssl(OPENSSL.tooSmallForKey);
  }
}

const failing = (what: What, padding: Padding): Mapping => {
  const undone = (): Error => openssl(what === 'publicDecrypt' ? OPENSSL.rsaPadding : padding === 'oaep' ? OPENSSL.oaep : OPENSSL.badDecrypt);
  return { large: () => openssl(OPENSSL.tooLargeForModulus), decrypt: undone, parameter: undone, operation: undone };
};

const made = (what: What, usual: number): ((key: unknown, data: unknown) => Bytes) =>
  ({
    [what]: (key: unknown, data: unknown): Bytes => {
      const used = asymmetric(key, what.startsWith('private') ? 'private' : 'public');
      const { padding: asking, oaepHash, oaepLabel, encoding } = key as Options;
      if (oaepHash !== undefined) {
        mustBeText('key.oaepHash', oaepHash);
      }
      const label = oaepLabel === undefined ? undefined : bytesOf(oaepLabel, 'key.oaepLabel', encoding);
      const bytes = bytesOf(data, 'buffer', encoding);
      const digest = digestInfo((oaepHash as string | undefined) ?? 'sha1');
      if (digest === undefined) {
        throw coded(Error, 'ERR_OSSL_EVP_INVALID_DIGEST', 'Invalid digest used');
      }
      checkType(what, used);
      const padding = paddingOf(what, asking || usual);
      checkLength(what, padding, bytes.length, bytesIn(used), digest.size);
      const options = padding === 'oaep' ? { padding, digest: digest.name, ...(label === undefined ? {} : { label }) } : { padding };
      return buffer(attempt(failing(what, padding), () => rsa(what, used, bytes, options).now()));
    },
  })[what] as (key: unknown, data: unknown) => Bytes;

export const publicEncrypt = made('publicEncrypt', PADDING.oaep);
export const publicDecrypt = made('publicDecrypt', PADDING.pkcs1);
export const privateEncrypt = made('privateEncrypt', PADDING.pkcs1);
export const privateDecrypt = made('privateDecrypt', PADDING.oaep);
