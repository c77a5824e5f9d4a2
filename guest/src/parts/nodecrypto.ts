// Node's `crypto`.
export { default } from '../node/crypto/index';
