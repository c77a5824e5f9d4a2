import { blake2b } from '@noble/hashes/blake2.js';
import { blake3 } from '@noble/hashes/blake3.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { pbkdf2, pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { scrypt, scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { keccak_256, sha3_256, shake128 } from '@noble/hashes/sha3.js';
import { bytesToHex, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as web from '@noble/hashes/webcrypto.js';
export default async () => {
  const text = utf8ToBytes('hé');
  return [
    ...[sha256, sha512, sha3_256, keccak_256, ripemd160, blake2b, blake3].map((hash) => bytesToHex(hash(text))), bytesToHex(shake128(text, { dkLen: 20 })), bytesToHex(sha256.create().update(text).update(text).digest()), bytesToHex(hmac(sha256, text, text)),
    bytesToHex(hkdf(sha256, text, undefined, utf8ToBytes('info'), 32)), bytesToHex(pbkdf2(sha256, 'p', 's', { c: 10, dkLen: 16 })), bytesToHex(await pbkdf2Async(sha512, 'p', 's', { c: 10, dkLen: 16 })), bytesToHex(scrypt('p', 's', { N: 16, r: 2, p: 1, dkLen: 16 })), bytesToHex(await scryptAsync('p', 's', { N: 16, r: 2, p: 1, dkLen: 16 })),
    randomBytes(5).length, bytesToHex(await web.sha256(text)), bytesToHex(await web.hmac(web.sha256, text, text)), bytesToHex(await web.hkdf(web.sha512, text, text, text, 20)), bytesToHex(await web.pbkdf2(web.sha256, text, text, { c: 5, dkLen: 20 })),
  ];
};
