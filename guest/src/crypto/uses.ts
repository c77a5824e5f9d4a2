import { bytesWork, work, type Work } from './call';
import type { Key } from './keys';
import type { DigestName } from './names';

export interface SignOptions {
  /** None for Ed25519 and Ed448, which take the data as they are. */
  readonly digest?: DigestName;
  /** RSA's; `pkcs1` where it is not said, of a key for PSS alone `pss`. */
  readonly padding?: 'pkcs1' | 'pss';
  /** Bytes of PSS's salt: -1 as many as the digest has, -2 when signing as many as there can be and when verifying any, -3 as many as there can be, -4 as many as the digest has, if there is room. */
  readonly salt?: number;
  /** Of PSS's mask; the digest where it is not said. */
  readonly mgf?: DigestName;
  /** Of ECDSA and DSA; `der` where it is not said. */
  readonly encoding?: 'der' | 'ieee-p1363';
  /** Of Ed448, and of Ed25519 in its form with one. */
  readonly context?: Uint8Array;
  /** Whether the data are the digest already. */
  readonly digested?: boolean;
}

function fields({ digest, padding, salt, mgf, encoding, digested }: SignOptions): string[] {
  return [digest ?? '', padding ?? '', `${salt ?? ''}`, mgf ?? '', encoding ?? '', digested === true ? '1' : '0'];
}

export function sign(key: Key, data: Uint8Array, options: SignOptions): Work<Uint8Array> {
  return bytesWork('sign', fields(options), options.context === undefined ? [key.der, data] : [key.der, data, options.context]);
}

/** Whether a signature holds; one that makes no sense does not. */
export function verify(key: Key, data: Uint8Array, signature: Uint8Array, options: SignOptions): Work<boolean> {
  const blocks = [key.der, data, signature];
  return work('verify', fields(options), options.context === undefined ? blocks : [...blocks, options.context], ({ text }) => text === '1');
}

export interface RsaOptions {
  readonly padding: 'oaep' | 'pkcs1' | 'none';
  /** Of OAEP; SHA-1 where it is not said. */
  readonly digest?: DigestName;
  /** Of OAEP's mask; the digest where it is not said. */
  readonly mgf?: DigestName;
  readonly label?: Uint8Array;
}

/** RSA over the data themselves. What is wrong with a filling of PKCS #1 is not told: something else comes out, as in OpenSSL. */
export function rsa(what: 'publicEncrypt' | 'privateDecrypt' | 'privateEncrypt' | 'publicDecrypt', key: Key, data: Uint8Array, options: RsaOptions): Work<Uint8Array> {
  const { padding, digest, mgf, label } = options;
  return bytesWork('rsa', [what, padding, digest ?? '', mgf ?? ''], label === undefined ? [key.der, data] : [key.der, data, label]);
}

/** The secret that both keys have in common: of ECDH, X25519, X448 or DH. */
export function agree(privateKey: Key, publicKey: Key): Work<Uint8Array> {
  return bytesWork('agree', [], [privateKey.der, publicKey.der]);
}
