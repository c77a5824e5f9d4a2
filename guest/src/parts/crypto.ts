// Cryptography of the host's, which other parts find as crypto/index.
export * from '../crypto/functions';
