// Node's `zlib`, and the streams of the web that compress.
export { zlib } from '../node/zlib';
export { CompressionStream, DecompressionStream } from '../node/compression';
