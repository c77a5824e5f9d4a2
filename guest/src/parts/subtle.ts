// The Web Cryptography standard's `crypto.subtle`, and the keys that it has.
export { cloneOf, CryptoKey, materialOf } from '../subtle/keys';
export { subtle, SubtleCrypto, toCryptoKey } from '../subtle/subtle';
