/** Node's `crypto`. */
import { coded, mustBeText } from '../errors';
import { createDiffieHellman, createDiffieHellmanGroup, createECDH, diffieHellman, DiffieHellman, DiffieHellmanGroup, ECDH } from './agreement';
import { notHere } from './checks';
import { Cipheriv, createCipheriv, createDecipheriv, Decipheriv } from './ciphers';
import { getCipherInfo, getCiphers } from './cipher-names';
import { constants } from './constants';
import { getCurves } from './curves';
import { argon2, argon2Sync, hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } from './derive';
import { createHash, createHmac, getHashes, hash, Hash, Hmac } from './digests';
import { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync } from './generation';
import { createPrivateKey, createPublicKey, createSecretKey, KeyObject } from './keys';
import { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync } from './primes';
import { randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7, timingSafeEqual } from './random';
import { privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt } from './rsa';
import { createSign, createVerify, sign, Sign, verify, Verify } from './signatures';
import { X509Certificate } from './x509';

interface WebCrypto {
  readonly subtle: unknown;
  getRandomValues(array: unknown): unknown;
}

const web = (): WebCrypto => (globalThis as unknown as { crypto: WebCrypto }).crypto;

/** What there is not; it says so when it is called. */
const absent = (name: string, instead: string): (() => never) =>
  ({
    [name]: (): never => {
      throw notHere(name, instead);
    },
  })[name] as () => never;

class Certificate {
  static readonly verifySpkac = absent('Certificate.verifySpkac', 'X509Certificate');
  static readonly exportPublicKey = absent('Certificate.exportPublicKey', 'X509Certificate');
  static readonly exportChallenge = absent('Certificate.exportChallenge', 'X509Certificate');
}

const crypto = {
  argon2,
  argon2Sync,
  checkPrime,
  checkPrimeSync,
  createCipheriv,
  createDecipheriv,
  createDiffieHellman,
  createDiffieHellmanGroup,
  createECDH,
  createHash,
  createHmac,
  createMac: absent('createMac', 'createHmac'),
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createSign,
  createVerify,
  diffieHellman,
  generatePrime,
  generatePrimeSync,
  getCiphers,
  getCipherInfo,
  getCurves,
  getDiffieHellman: createDiffieHellmanGroup,
  getHashes,
  getMacs: (): string[] => [],
  hkdf,
  hkdfSync,
  parsePKCS12: absent('parsePKCS12', 'PEM'),
  pbkdf2,
  pbkdf2Sync,
  generateKeyPair,
  generateKeyPairSync,
  generateKey,
  generateKeySync,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
  scrypt,
  scryptSync,
  sign,
  setEngine: (id: unknown): never => {
    mustBeText('id', id);
    throw coded(Error, 'ERR_CRYPTO_ENGINE_UNKNOWN', `Engine "${id}" was not found`);
  },
  timingSafeEqual,
  getFips: (): number => 0,
  setFips: (value: unknown): void => {
    if (value) {
      throw coded(Error, 'ERR_CRYPTO_FIPS_UNAVAILABLE', 'Cannot set FIPS mode in a non-FIPS build.');
    }
  },
  verify,
  hash,
  encapsulate: absent('encapsulate', 'diffieHellman'),
  decapsulate: absent('decapsulate', 'diffieHellman'),
  Certificate,
  Cipheriv,
  Decipheriv,
  DiffieHellman,
  DiffieHellmanGroup,
  ECDH,
  Hash,
  Hmac,
  KeyObject,
  Sign,
  Verify,
  X509Certificate,
  // The host keeps no memory of its own for secrets.
  secureHeapUsed: (): object => ({ total: 0, used: 0, utilization: NaN, min: 2 }),
};

Object.defineProperties(crypto, {
  constants: { value: constants, enumerable: true },
  webcrypto: { get: web, enumerable: true },
  subtle: { get: () => web().subtle, enumerable: true },
  getRandomValues: { value: (array: unknown) => web().getRandomValues(array), enumerable: true },
  fips: { get: () => 0, set: crypto.setFips },
  ...Object.fromEntries(['prng', 'pseudoRandomBytes', 'rng'].map((name) => [name, { value: randomBytes, writable: true, configurable: true }])),
});

export default crypto;
