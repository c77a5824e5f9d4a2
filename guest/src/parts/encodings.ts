// The encodings with several bytes a character that are not Unicode's.
export { createMultibyteDecoder } from '@exodus/bytes/multi-byte.js';
