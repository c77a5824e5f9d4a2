/**
 * Cryptography of the host's, for `node:crypto` and `crypto.subtle`. Bytes are given as Uint8Array, which nobody keeps, and come as new ones
 * whose buffer is theirs alone. What fails throws, or rejects with, an Error with a `code`: those of `CryptoFailure` of
 * io.annex.engine.crypto, in lower case with hyphens.
 */
export type { Work } from './call';
export { CIPHERS, DIGESTS, authenticates, cipherOf, digestOf } from './names';
export type { CipherInfo, CipherMode, DigestInfo, DigestName } from './names';
export { Hashing, digest, digestText, hmac } from './digests';
export { Ciphering, decrypt, encrypt } from './ciphers';
export type { CipherOptions } from './ciphers';
export { hkdf, pbkdf2, randomBytes, scrypt, timingSafeEqual } from './derive';
export {
  checkPrime,
  dhGroup,
  exportJwk,
  exportKey,
  exportRaw,
  generate,
  generatePrime,
  importDer,
  importJwk,
  importPem,
  importRaw,
  modPow,
  publicOf,
  readCertificate,
  verifyCertificate,
} from './keys';
export type { Certificate, ExportOptions, Key, KeyOptions, KeyPair, KeyType } from './keys';
export { agree, rsa, sign, verify } from './uses';
export type { RsaOptions, SignOptions } from './uses';
