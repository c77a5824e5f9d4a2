// What Node's `zlib` and `http` answer. The same file runs on Node and in an add-on.
'use strict';
const http = require('http');
const https = require('node:https');
const stream = require('stream');
const util = require('util');
const zlib = require('zlib');

const probes = {};
module.exports = probes;
function of(group, ...all) {
  for (const probe of all) probes[`${group}: ${probe.toString().replace(/^(async )?\(\) => /, '$1').replace(/\s+/g, ' ')}`] = probe;
}
const text = 'the quick brown fox jumps over the lazy dog. '.repeat(200);
const collect = async (readable) => { const parts = []; for await (const part of readable) parts.push(part); return Buffer.concat(parts); };
const thrown = (run) => { try { run(); } catch (error) { return error; } return 'nothing thrown'; };
// What Node has made of it.
const GZIP = Buffer.from('H4sIAAAAAAAAA8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==', 'base64');
const BROTLI = Buffer.from('CwWAaGVsbG8gd29ybGQD', 'base64');

of('zlib',
  () => zlib.gunzipSync(zlib.gzipSync(text)).toString() === text,
  () => zlib.inflateSync(zlib.deflateSync(text)).toString() === text,
  () => zlib.inflateRawSync(zlib.deflateRawSync(text)).toString() === text,
  () => zlib.unzipSync(zlib.gzipSync(text)).toString() === text && zlib.unzipSync(zlib.deflateSync(text)).toString() === text,
  () => zlib.brotliDecompressSync(zlib.brotliCompressSync(text)).toString() === text,
  () => zlib.gunzipSync(GZIP.subarray(0, 10)),
  () => zlib.brotliDecompressSync(BROTLI).toString(),
  () => util.promisify(zlib.gzip)(text).then((bytes) => zlib.gunzipSync(bytes).length),
  () => util.promisify(zlib.brotliCompress)(text).then((bytes) => zlib.brotliDecompressSync(bytes).length),
  () => new Promise((resolve) => zlib.inflate(Buffer.from('nonsense'), (error) => resolve(error))),
  () => zlib.gunzipSync('nonsense, and long enough'),
  () => zlib.inflateSync(Buffer.from('789c0000', 'hex')),
  () => zlib.inflateSync(zlib.deflateSync(text).subarray(0, 50)),
  () => zlib.inflateSync(zlib.deflateSync(text).subarray(0, 50), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).length > 0,
  () => zlib.gunzipSync(zlib.gzipSync('a'.repeat(1e6)), { maxOutputLength: 1000 }),
  () => zlib.inflateSync(zlib.deflateSync('a'.repeat(2000)), { maxOutputLength: 1000 }).length,
  () => zlib.brotliDecompressSync(zlib.brotliCompressSync('a'.repeat(1e5)), { maxOutputLength: 1000 }).length,
  () => zlib.deflateSync('x', { level: 11 }),
  () => zlib.createGzip({ windowBits: 99 }),
  () => zlib.gzipSync(5),
  () => zlib.gzip('x'),
  () => zlib.inflateRawSync(zlib.deflateRawSync('hello', { dictionary: Buffer.from('hello') }), { dictionary: Buffer.from('hello') }).toString(),
  () => zlib.inflateSync(zlib.deflateSync('hello', { dictionary: Buffer.from('hello') })),
  () => zlib.inflateSync(zlib.deflateSync('hello', { dictionary: Buffer.from('hello') }), { dictionary: Buffer.from('hello') }).toString(),
  () => zlib.inflateSync(zlib.deflateSync(text, { windowBits: 9, memLevel: 1, strategy: zlib.constants.Z_RLE, level: 9 })).length,
  () => zlib.gunzipSync(Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b')])).toString(),
  () => zlib.gunzipSync(Buffer.concat([zlib.gzipSync(text), zlib.gzipSync(text)])).length,
  () => zlib.gunzipSync(Buffer.concat([zlib.gzipSync(text), Buffer.alloc(20)])).length,
  () => collect(stream.Readable.from([Buffer.from(text)]).pipe(zlib.createGzip()).pipe(zlib.createGunzip())).then((all) => all.toString() === text),
  async () => { const all = []; for (const [from, to, strategy] of [[0, 9, 0], [9, 1, 0], [1, 0, 0], [6, -1, 2], [3, 8, 3]]) { const deflate = zlib.createDeflate({ level: from }); const whole = collect(deflate); await new Promise((ok) => deflate.write(text, ok)); await new Promise((ok, no) => deflate.params(to, strategy, (error) => (error ? no(error) : ok()))); deflate.end(text); const bytes = await whole; all.push([bytes.length, zlib.inflateSync(bytes).toString() === text + text]); } return all; },
  () => collect(stream.Readable.from([Buffer.from(text)]).pipe(zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })).pipe(zlib.createBrotliDecompress())).then((all) => all.length),
  () => stream.promises.pipeline(stream.Readable.from([Buffer.from('nonsense')]), zlib.createGunzip(), collect),
  () => stream.promises.pipeline(stream.Readable.from([zlib.gzipSync(text).subarray(0, 30)]), zlib.createGunzip(), collect),
  async () => { const gzip = zlib.createGzip(); const parts = []; gzip.on('data', (part) => parts.push(part)); gzip.write('hello'); await new Promise((resolve) => gzip.flush(resolve)); return zlib.gunzipSync(Buffer.concat(parts), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString(); },
  async () => { const deflate = zlib.createDeflate(); deflate.resume(); deflate.write('hello'); deflate.end(); await stream.promises.finished(deflate); return deflate.bytesWritten; },
  () => zlib.Gzip() instanceof zlib.Gzip && new zlib.Gunzip() instanceof stream.Transform,
  async () => { const gzip = zlib.createGzip(); await new Promise((resolve) => gzip.close(resolve)); return gzip.destroyed; },
  () => zlib.crc32('hello'),
  () => zlib.crc32(Buffer.from('world'), zlib.crc32('hello ')),
  () => zlib.crc32(5),
  () => zlib.constants.Z_BEST_COMPRESSION + zlib.constants.BROTLI_MAX_QUALITY,
  () => zlib.codes.Z_DATA_ERROR + zlib.codes[-3],
  () => zlib.gzipSync('', { info: true }).engine instanceof zlib.Gzip,
  () => zlib.gzipSync(new Uint16Array([1, 2, 3])).subarray(0, 3),
  () => zlib.deflateRawSync('').toString('hex'),
  () => collect(stream.Readable.fromWeb(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip')))).then((all) => all.length),
  () => collect(stream.Readable.fromWeb(new Blob([zlib.deflateRawSync(text)]).stream().pipeThrough(new DecompressionStream('deflate-raw')))).then((all) => all.length),
  () => thrown(() => new CompressionStream('nope')).code,
  () => thrown(() => new DecompressionStream()).name,
);
of('http',
  () => http.METHODS.includes('GET') && http.STATUS_CODES[404],
  () => [http.maxHeaderSize, typeof http.globalAgent, http.globalAgent.defaultPort, https.globalAgent.defaultPort, https.globalAgent.protocol],
  () => new http.Agent({ keepAlive: true, maxSockets: 5 }).maxSockets,
  () => new http.Agent().getName({ host: 'a', port: 80 }),
  () => http.request('nope'),
  () => http.request({ protocol: 'ftp:' }),
  () => http.request({ path: '/a b', host: 'localhost' }),
  () => http.request({ method: 'NO PE', host: 'localhost' }),
  () => http.request({ host: 5 }),
  () => http.request({ agent: 'x', host: 'localhost' }),
  () => http.validateHeaderName('no pe'),
  () => http.validateHeaderValue('x', undefined),
  () => http.validateHeaderValue('x', 'a\nb'),
  () => { const r = http.request({ host: 'localhost', port: 1, headers: { 'X-A': 'b', Accept: ['c', 'd'] }, auth: 'u:p', path: '/x', method: 'post' }); r.on('error', () => {}); const seen = [r.method, r.path, r.host, r.protocol, r.getHeader('x-a'), r.getHeaderNames().sort(), r.getHeaders().authorization, r.getRawHeaderNames().sort(), r.hasHeader('accept'), r.getHeader('host')]; r.destroy(); return seen; },
  () => { const r = http.request({ host: 'localhost', port: 1 }); r.on('error', () => {}); r.setHeader('A', 1); r.removeHeader('a'); const seen = [r.getHeader('A'), thrown(() => r.setHeader('b', undefined)), thrown(() => r.setHeader('b', 'x\ny')), thrown(() => r.setHeader('b c', 'x'))]; r.destroy(); return seen; },
  () => new Promise((resolve) => { const r = http.get({ host: 'localhost', port: 1 }); r.on('error', (error) => resolve(error)); r.destroy(); }),
  () => new Promise((resolve) => { const r = http.get({ host: 'localhost', port: 1, signal: AbortSignal.abort() }); r.on('error', (error) => resolve([error.name, error.code])); }),
  () => http.createServer(() => {}) instanceof http.Server,
  () => typeof https.request + typeof https.get + typeof https.Agent + typeof https.createServer,
);
