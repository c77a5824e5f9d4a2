// What is global, in an add-on that requires none of Node's modules: it must not matter whether one has been loaded.
'use strict';
const probes = {};
module.exports = probes;
function of(...all) {
  for (const probe of all) probes[`plain: ${probe.toString().replace(/^(async )?\(\) => /, '$1').replace(/\s+/g, ' ')}`] = probe;
}

of(
  () => Buffer.from('YT9iPg', 'base64url').toString(),
  () => Buffer.from('a?b>').toString('base64url'),
  () => Buffer.from('a?b>c').toString('base64', 1, 3) + Buffer.from('abc').toString('hex', 1),
  () => [Buffer.isEncoding('base64url'), Buffer.byteLength('YQ', 'base64url'), Buffer.name],
  () => [Buffer.from('abc', 'hex'), Buffer.from('ff0g', 'hex'), Buffer.from('zz', 'hex')],
  () => Buffer.from('x').toString('nope'),
  () => Buffer.alloc(-1),
  () => Buffer.from(5),
  () => Buffer.from('abc').readUInt8(5),
  () => Buffer.from('a').equals('a'),
  () => [new Buffer.alloc(2), new Buffer.from('a'), new Buffer.concat([Buffer.from('b')])],
  () => [Buffer.prototype._isBuffer, Buffer.TYPED_ARRAY_SUPPORT, Buffer.isBuffer(new Uint8Array(1)), Buffer.isBuffer({ _isBuffer: true }), Buffer.isBuffer(Buffer.alloc(0))],
  // As fetch's ponyfills look for what they replace.
  () => { function F() { this.fetch = false; this.Headers = 1; } F.prototype = globalThis; const made = new F(); return [made.fetch, typeof fetch, Object.keys(made), typeof Headers]; },
  () => new DOMException('m', 'AbortError').stack.split('\n')[0],
  () => [new DOMException('m', { name: 'DataCloneError', cause: 1 }).code, DOMException.DATA_CLONE_ERR, Object.keys(DOMException).length, Object.keys(DOMException.prototype).length, Error.isError(new DOMException())],
  () => DOMException.prototype.name,
  () => class A extends DOMException {}.name + new (class A extends DOMException {})('x', 'y').name,
  () => { const request = new Request('http://a/', { mode: 'no-cors', credentials: 'omit', keepalive: true }); return ['mode', 'credentials', 'cache', 'referrer', 'referrerPolicy', 'integrity', 'keepalive', 'destination', 'duplex'].map((name) => [request[name], new Request(request)[name]]); },
  () => [typeof console.Console, typeof console.clear, console.clear(), typeof console.timeStamp],
  async () => (await import('./esm/index.mjs')).default(),
  () => [typeof performance.timerify, performance.timerify(() => 3)()],
);
