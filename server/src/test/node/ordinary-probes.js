// What packages do of all kinds: each of these was once otherwise than on Node.
'use strict';
const { Console } = require('console');
const domain = require('domain');
const events = require('events');
const querystring = require('querystring');
const stream = require('stream');
const url = require('url');
const util = require('util');

const probes = {};
module.exports = probes;
function of(group, ...all) {
  for (const probe of all) probes[`${group}: ${probe.toString().replace(/^(async )?\(\) => /, '$1').replace(/\s+/g, ' ')}`] = probe;
}
const written = (run) => { const out = []; const to = (mark) => new stream.Writable({ write(text, encoding, done) { out.push(mark + String(text)); done(); } }); run(new Console(to('out '), to('err '))); return out; };

of(
  'querystring',
  () => querystring.parse('a=1&a=2&b=%E5&__proto__=1&c=%ZZ&d=%E0%A4%A'),
  () => querystring.parse('a=1&=2&b&&c=d=e', undefined, undefined, { maxKeys: 3 }),
  () => querystring.parse('a:1;b:2', ';', ':'),
  () => querystring.parse('a=b+c%2B&%C3%A5=1'),
  () => querystring.parse('a=1&a=2', null, null, { decodeURIComponent: (text) => `<${text}>` }),
  () => Object.getPrototypeOf(querystring.parse('a')),
  () => [querystring.parse(5), querystring.stringify('x'), querystring.escape({}), querystring.escape(null), querystring.unescape('%zz')],
  () => querystring.stringify({ a: [], b: '', c: undefined, d: {}, e: NaN, f: 1n, g: new Date(0), h: [1, 'å', true] }),
  () => querystring.stringify({ a: 'x y' }, ';', ':', { encodeURIComponent: (text) => `<${text}>` }),
  () => querystring.stringify({ a: '\ud800' }),
  () => url.parse('/x?a[b]=1&c=%E5&d=1&d=2', true).query,
  () => Object.getPrototypeOf(url.parse('/x?a=1', true).query),
  () => url.format({ pathname: '/a', query: { b: [1, 2], c: 'å' } }),
);
of(
  'shown',
  () => util.inspect(new Headers([['a', 'b'], ['set-cookie', 'x'], ['set-cookie', 'y']])),
  () => util.inspect(new URL('http://a:b@c.se/d?e#f')),
  () => util.inspect({ deep: { of: { url: new URL('http://a') } } }),
  () => util.inspect([new URLSearchParams('a=1&b=2'), new URLSearchParams()]),
  () => util.inspect(new Response('x', { status: 201, headers: { a: 'b' } })).replace(/body: .*/, ''),
  () => util.inspect(new Request('http://a/b', { headers: { q: 'w' } })).replace(/\n.*Navigation.*/g, ''),
  () => util.inspect([new Blob(['x']), new File(['x'], 'n', { lastModified: 5 })]),
  () => util.inspect([new AbortController(), AbortSignal.abort()]),
  () => { const form = new FormData(); form.append('a', '1'); form.append('b', '2'); form.append('b', '3'); return util.inspect(form); },
  () => util.inspect(new (class Own extends URL {})('http://a')).split('\n')[0],
  () => util.inspect(new DOMException('m', 'AbortError')).split('\n')[0],
  () => util.inspect(new TextDecoder('latin1')),
);
of(
  'Console',
  () => written((own) => { own.log('a %s', 1); own.info('i'); own.debug('d'); own.error('e'); own.warn('w'); own.dir({ a: { b: { c: 1 } } }, { depth: 0 }); own.log(); }),
  () => written((own) => { own.group('g'); own.log('in\nit'); own.groupCollapsed(); own.log('deeper'); own.groupEnd(); own.groupEnd(); own.log('out'); }),
  () => written((own) => { own.count(); own.count('x'); own.count(); own.countReset(); own.count(); own.assert(true); own.assert(false); own.assert(false, 'a %s', 'b'); own.assert(false, { a: 1 }); }),
  () => written((own) => { own.table([{ a: 1, b: 'x' }, { a: 2 }]); own.table([[1, 2], [3]]); own.table(5); own.table(new Map([['a', 1]])); own.table(new Set([1])); own.table([{ a: 1, b: 2 }], ['b']); own.table([1, 'a', { z: 1 }]); own.table({ x: { y: 1 } }); }),
  () => { const { log } = new Console(new stream.Writable({ write: () => undefined })); log('taken off'); return [console instanceof Console, Console({ stdout: { write: () => undefined } }) instanceof Console]; },
  () => new Console(),
);
of(
  'streams',
  () => [Object.hasOwn(stream.Readable.prototype, 'undefined'), Object.hasOwn(stream.Writable.prototype, 'undefined'), typeof stream.Readable.prototype[Symbol.asyncDispose], typeof stream.Writable.prototype[Symbol.asyncDispose]],
  async () => { const writable = new stream.Writable({ write: (text, encoding, done) => done() }); writable.on('error', () => undefined); writable.write('a'); await writable[Symbol.asyncDispose](); return writable.destroyed; },
  async () => { const [one, other] = stream.duplexPair(); one.end('to the other'); const parts = []; for await (const part of other) parts.push(String(part)); return parts; },
  async () => { const [one, other] = stream.duplexPair({ objectMode: true }); one.pipe(one); const back = events.once(other, 'data'); other.write({ a: 1 }); return back; },
);
of(
  'process',
  () => [process.getBuiltinModule('node:path') === require('path'), process.getBuiltinModule('fs') === require('fs'), process.getBuiltinModule('nope')],
  () => require('perf_hooks').performance === performance,
  () => require('module').wrap('x'),
  () => { const { Z_MIN_CHUNK, Z_BEST_SPEED, DEFLATE, BROTLI_PARAM_MODE } = require('zlib'); return [Z_MIN_CHUNK, Z_BEST_SPEED, DEFLATE, BROTLI_PARAM_MODE]; },
  () => { const request = require('http').request({ host: '127.0.0.1', port: 1, signal: null }); request.on('error', () => undefined); request.destroy(); return request.destroyed; },
  () => { const made = domain.create(); const heard = []; made.on('error', (error) => heard.push(error.message)); const member = new events(); made.add(member); member.emit('error', new Error('in it')); return [heard, made.run((a) => a, 5), made.bind((a) => a + 1)(1), made.members.length]; },
);
