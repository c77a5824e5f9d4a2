import { blockOf, bytesWork, now, type Work } from './call';
import type { DigestName } from './names';

/** PBKDF2 of RFC 8018 with HMAC: `length` bytes. */
export function pbkdf2(digest: DigestName, password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Work<Uint8Array> {
  return bytesWork('pbkdf2', [digest, `${iterations}`, `${length}`], [password, salt]);
}

/** scrypt of RFC 7914: `length` bytes. */
export function scrypt(password: Uint8Array, salt: Uint8Array, n: number, r: number, p: number, length: number): Work<Uint8Array> {
  return bytesWork('scrypt', [`${n}`, `${r}`, `${p}`, `${length}`], [password, salt]);
}

/** HKDF of RFC 5869: `length` bytes. */
export function hkdf(digest: DigestName, key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Work<Uint8Array> {
  return bytesWork('hkdf', [digest, `${length}`], [key, salt, info]);
}

/** Random numbers of the system's source, as this process has it. */
export function randomBytes(length: number): Uint8Array {
  return blockOf(now('random', `${length}`));
}

/** Whether two blocks of one length are the same, in a time that does not tell how much of them is. */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  let different = 0;
  for (let i = 0; i < a.length; i++) {
    different |= (a[i] as number) ^ (b[i] as number);
  }
  return different === 0;
}
