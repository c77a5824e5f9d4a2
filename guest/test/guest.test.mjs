import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot, split } from './harness.mjs';

const app = (code) => ({ '/index.js': `const router = require('router');\n${code}` });

test('endpoints are declared in the order of registration', () => {
  const { load } = boot(app(`router.get('/a/:b', () => {}); router.delete('c', () => {});`));
  assert.deepEqual(load(), {
    endpoints: [
      { method: 'GET', path: '/a/:b', body: 'text' },
      { method: 'DELETE', path: '/c', body: 'text' },
    ],
    warnings: [],
  });
});

test('an exchange that is answered at once costs one call', () => {
  const { load, exchange, entries } = boot(app(`router.get('/:id', (req, res) => res.json({ id: req.params.id }));`));
  load();
  const answer = exchange({ values: 'a%20b' });
  assert.equal(answer.status, 200);
  assert.equal(answer.body, '{"id":"a b"}');
  assert.equal(answer.headers, 'content-type\napplication/json; charset=utf-8');
  assert.equal(entries.collect(), null);
});

test('a later answer is collected', async () => {
  const { load, exchange, entries } = boot(app(`router.get('/', async (req, res) => { await null; res.send('later'); });`));
  load();
  assert.equal(exchange(), null);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(split(entries.collect()).map(({ number, body }) => [number, body]), [[1, 'later']]);
});

test('the client of an exchange has gone: its code runs on and is told, its timers too', async () => {
  const { load, exchange, entries, host, turns } = boot(
    app(`let locked = false;
      router.get('/', async (req, res) => {
        locked = true;
        try {
          req.signal.addEventListener('abort', () => console.log(req.signal.reason.name, require('annex').signal === req.signal));
          await new Promise((done) => setTimeout(done, 20));
          res.send('to nobody');
        } finally { locked = false; }
      });
      router.get('/locked', (req, res) => res.send(String(locked)));`),
  );
  load();
  exchange();
  entries.abandon(1, false);
  assert.deepEqual(host.logs.map(([, number, text]) => [number, text]), [['1', 'AbortError true']]);
  assert.equal(exchange({ endpoint: 1 }).body, 'true');
  await turns();
  assert.deepEqual(split(entries.collect()).map(({ number, body }) => [number, body]), [[1, 'to nobody']]);
  assert.equal(exchange({ endpoint: 1 }).body, 'false');
});

test('an exchange whose client has gone ends when nothing of it is pending', async () => {
  const { load, exchange, entries, turns } = boot(
    app(`router.get('/', (req, res) => { res.status(200); return new Promise((done, failed) => { req.signal.onabort = () => setTimeout(failed, 5, new Error('left')); }); });
      router.get('/never', (req) => new Promise(() => {}));`),
  );
  load();
  assert.equal(exchange(), null);
  assert.equal(exchange({ endpoint: 1 }), null);
  entries.abandon(1, false);
  assert.equal(entries.collect(), null);
  await turns();
  assert.deepEqual(split(entries.collect()).map(({ number, status }) => [number, status]), [[1, 500]]);
  entries.abandon(2, false);
  assert.deepEqual(split(entries.collect()).map(({ number, status }) => [number, status]), [[2, 499]]);
});

test('what an exchange has set up is dropped when its time after the end is over too', () => {
  const { load, exchange, entries, host } = boot(app(`router.get('/', () => { setInterval(() => {}, 5); setImmediate(() => {}); return new Promise(() => {}); });`));
  load();
  assert.equal(exchange(), null);
  assert.ok(host.timer > 0);
  entries.abandon(1, true);
  assert.ok(host.timer > 0);
  entries.drop(1);
  assert.equal(host.timer, 0);
});

test('a middleware that does not wait for next() does not cut its handler off', async () => {
  const { load, exchange, entries } = boot(
    app(`router.use((req, res, next) => { next(); }); router.get('/', async (req, res) => { await null; throw new Error('late'); });`),
  );
  load();
  assert.equal(exchange(), null);
  await new Promise((resolve) => setImmediate(resolve));
  const [answer] = split(entries.collect());
  assert.equal(answer.kind, 'e');
  assert.match(answer.body, /^Error: late\n {4}at .*app\/index\.js:2:\d+/);
});

test('timers fire one a call, the earliest first, each on account of its exchange', () => {
  const { load, exchange, entries, host } = boot(
    app(`router.get('/', (req, res) => { setTimeout(console.log, 20, 'b'); setTimeout(console.log, 10, 'a'); setTimeout(console.log, 5, 'never').constructor; res.send(); });`),
  );
  load();
  exchange();
  assert.equal(host.timer, 5);
  host.clock = 30;
  assert.equal(entries.timer(30), 10);
  assert.equal(entries.timer(30), 20);
  assert.equal(entries.timer(30), 0);
  assert.deepEqual(host.logs.map(([, exchange, text]) => [exchange, text]), [['1', 'never'], ['1', 'a'], ['1', 'b']]);
});

test('a form is read from its body', async () => {
  const { load, exchange, entries } = boot({
    '/index.js': String.raw`const router = require('router');
      const told = async (form) => JSON.stringify(await Promise.all([...form].map(async ([name, value]) => [name, typeof value === 'string' ? value : [value.name, value.type, await value.text()]])));
      const tell = (make) => async (req, res) => { try { res.send(await told(await make().formData())); } catch (e) { res.send(e.name + ': ' + e.message ); } };
      router.get('/fields', tell(() => new Response(new URLSearchParams('a=1&b=x+y'))));
      const multipart = (body, type = 'multipart/form-data; boundary="=_ b"') => new Response(body, { headers: { 'content-type': type } });
      router.get('/form', tell(() => multipart(['--=_ b', 'Content-Disposition: form-data; name="text"', '', 'gr\u00fcn "a" \r\n--', '--=_ b', 'content-disposition: form-data; name="file"; filename="a %22b%22%20.txt"', 'Content-Type: text/x', '', '\u00fc\r\n--', '--=_ b--', ''].join('\r\n'))));
      router.get('/cut', tell(() => multipart('--=_ b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx')));
      router.get('/nameless', tell(() => multipart('--=_ b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--=_ b--\r\n')));
      router.get('/boundless', tell(() => multipart('', 'multipart/form-data')));
      router.get('/other', tell(() => new Response('x')));`,
  });
  load();
  const answers = [];
  for (let endpoint = 0; endpoint < 6; endpoint++) {
    assert.equal(exchange({ endpoint }), null);
    for (let turn = 0; answers.length === endpoint && turn < 100; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      answers.push(...split(entries.collect()).map(({ body }) => body));
    }
  }
  assert.deepEqual(JSON.parse(answers[0]), [['a', '1'], ['b', 'x y']]);
  assert.deepEqual(JSON.parse(answers[1]), [['text', 'gr\u00fcn "a" \r\n--'], ['file', ['a "b"%20.txt', 'text/x', '\u00fc\r\n--']]]);
  assert.match(answers[2], /^TypeError: formData: the body is not as its content-type says: /);
  assert.match(answers[3], /^TypeError: formData: the body is not as its content-type says: a part without a name/);
  assert.equal(answers[4], 'TypeError: formData: multipart/form-data (expected: with a boundary)');
  assert.equal(answers[5], 'TypeError: formData: text/plain;charset=UTF-8 (expected: application/x-www-form-urlencoded or multipart/form-data)');
});

test('a cleared timer does not fire', () => {
  const { load, host } = boot(app(`const t = setTimeout(() => console.log('no'), 5); clearTimeout(t); clearTimeout(Number(setTimeout(() => {}, 9)));`));
  load();
  assert.equal(host.timer, 0);
});

test('a syntax error names file, line and column and shows the line', () => {
  const { load } = boot(app(`router.get('/', (req res) => {});`));
  assert.equal(
    load().error,
    `SyntaxError: Unexpected identifier 'res'\n    at app/index.js:2:22\n\n    router.get('/', (req res) => {});\n${' '.repeat(25)}^\n\n    Something is missing before the mark, or too much there: a comma, an operator, a bracket, a quote.`,
  );
});

test('an ES module may require, and a CommonJS module may be imported', () => {
  const { load, exchange } = boot({
    '/index.js': `import router from 'router';\nimport { twice } from './module/a';\nconst b = require('/module/b');\nrouter.get('/', (req, res) => res.json([twice(2), b.default]));`,
    '/module/a.js': 'exports.twice = (n) => 2 * n;',
    '/module/b.mjs': 'export default 7;',
  });
  load();
  assert.equal(exchange().body, '[4,7]');
});

test('a package is found in node_modules, by its exports map', () => {
  const { load, exchange } = boot({
    ...app(`router.get('/', (req, res) => res.json([require('pkg'), require('pkg/sub')]));`),
    '/node_modules/pkg/package.json': '{"exports": {".": {"import": "./m.mjs", "require": "./c.js"}, "./sub": "./s.json"}}',
    '/node_modules/pkg/c.js': "module.exports = 'c';",
    '/node_modules/pkg/s.json': '"s"',
  });
  load();
  assert.equal(exchange().body, '["c","s"]');
});

test('a module that is not there says so', () => {
  assert.match(boot(app(`require('nosuch');`)).load().error, /^Error: Cannot find module 'nosuch'\n {4}at .*app\/index\.js:2/);
});

test('array buffers are announced, subclasses and typed arrays included', () => {
  const { load, host } = boot(app(`class Mine extends Uint8Array {} new Mine(2e6); new ArrayBuffer(3e6); Buffer.alloc(4e6); new Float64Array(1e6).slice();`));
  assert.deepEqual(load().endpoints, []);
  assert.equal(host.announced, 2e6 + 3e6 + 4e6 + 8e6 + 8e6);
});

test('what only looks like a buffer is measured, a view of a buffer is not', () => {
  const { load, host } = boot(app(`const list = new Array(1e6).fill(1);
    Object.setPrototypeOf(list, ArrayBuffer.prototype); new Uint8Array(list);
    Object.setPrototypeOf(list, SharedArrayBuffer.prototype); new Uint8Array(list);
    const kept = new ArrayBuffer(5e6); for (let i = 0; i < 9; i++) new Uint8Array(kept, 8); new Uint8Array(new SharedArrayBuffer(3e6));`));
  assert.deepEqual(load().endpoints, []);
  assert.equal(host.announced, 1e6 + 1e6 + 5e6 + 3e6);
});

test('a Buffer finds what Node finds', () => {
  const { load, exchange } = boot({
    '/index.js': `require('router').get('/', (req, res) => {
      const buffer = Buffer.from('abcabc');
      const bytes = new Uint8Array([0, 98, 99]).subarray(1);
      res.json([buffer.indexOf(bytes), buffer.lastIndexOf(bytes), buffer.includes(bytes), buffer.indexOf('c'), buffer.indexOf(Buffer.from('ca'), 1), buffer.indexOf(98, 2), buffer.includes('x')]);
    });`,
  });
  load();
  assert.deepEqual(JSON.parse(exchange().body), [1, 4, true, 2, 2, 4, false]);
});

test('a Buffer as text is what Node makes of it', () => {
  const bytes = ['', 'plain', 'grüße €', '\u{1f600}!'].map((text) => [...Buffer.from(text)]).concat([[0xff, 0x61], [0xe2, 0x82], [0xf0, 0x9f, 0x98, 0x80, 0xc3], [0xef, 0xbb, 0xbf, 0x61]]);
  const ranges = [[], ['utf8'], ['utf-8', 1], ['utf8', 1, 3], ['utf8', 0, 99], ['utf8', -2, 2], ['utf8', 3, 1], [undefined, NaN], ['UTF8'], ['hex'], ['latin1', 1]];
  const seen = (Kind) => bytes.map((each) => ranges.map((range) => Kind.from(each).toString(...range)));
  const { load, exchange } = boot(
    app(`const [bytes, ranges] = JSON.parse(${JSON.stringify(JSON.stringify([bytes, ranges], (key, value) => (value === undefined || Number.isNaN(value) ? null : value)))});
    ranges[7] = [undefined, NaN];
    router.get('/', (req, res) => res.json(bytes.map((each) => ranges.map((range) => Buffer.from(each).toString(...range)))));`),
  );
  load();
  assert.deepEqual(JSON.parse(exchange().body), seen(Buffer));
});

test('what a handler breaks in the built-ins does not break the boundary', () => {
  const { load, exchange } = boot(
    app(`router.get('/', (req, res) => { String.prototype.indexOf = () => -1; Array.prototype.push = () => 0; JSON.stringify = () => 'forged'; res.json({ ok: req.method }); });`),
  );
  load();
  assert.equal(exchange().body, '{"ok":"GET"}');
  assert.equal(exchange().body, '{"ok":"GET"}');
});

test('WebAssembly is gone', () => {
  const { load, exchange } = boot(app(`router.get('/', (req, res) => res.send(typeof WebAssembly));`));
  load();
  assert.equal(exchange().body, 'undefined');
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the session is saved as the slice leaves it, also what is set after the answer', async () => {
  const { load, exchange, entries } = boot(
    app(`router.get('/', (req, res) => { res.json({}); req.session.name = 'late'; });
router.get('/later', async (req, res) => { await null; res.json({}); req.session.user = {}; req.session.user.id = 1; });
router.get('/read', (req, res) => res.json(req.session));
router.get('/over', (req, res) => { req.session.a = 'x'.repeat(100); });
router.get('/nested', (req, res) => { req.session.user = { greet() {} }; });
router.get('/map', (req, res) => { req.session.m = new Map(); });
router.get('/end', (req, res) => { req.invalidateSession(); res.json({}); });`),
    { limits: { session: 64 } },
  );
  load();
  assert.equal(exchange().session, '{"name":"late"}');
  assert.equal(exchange({ endpoint: 1 }), null);
  await turn();
  assert.equal(split(entries.collect())[0].session, '{"user":{"id":1}}');
  assert.equal(exchange({ endpoint: 2 }).session, '');
  assert.match(exchange({ endpoint: 3 }).body, /^RangeError: session\.a: 102 characters of JSON \(limit: limits\.session 64\)/);
  assert.match(exchange({ endpoint: 4 }).body, /^TypeError: session\.user: a function at 'greet' \(expected: what JSON can hold\)/);
  assert.match(exchange({ endpoint: 5 }).body, /^TypeError: session\.m: a Map/);
  assert.equal(exchange({ endpoint: 6 }).session, '-');
});

test('an error that cannot be read, or that is its own cause, is answered like any other', () => {
  const { load, exchange } = boot(
    app(`router.get('/', () => { const e = new Error('round'); e.cause = e; throw e; });
router.get('/p', () => { throw new Proxy({}, { getPrototypeOf() { throw 1; } }); });`),
  );
  load();
  assert.match(exchange().body, /^Error: round\n {4}at app\/index\.js:2/);
  assert.deepEqual([exchange({ endpoint: 1 }).kind, exchange({ endpoint: 1 }).status], ['e', 500]);
});

test('next(error) answers 500 and does not throw in the middleware', () => {
  const { load, exchange, host } = boot(
    app(`router.use((req, res, next) => { next(new Error('no')); console.log('after'); }); router.get('/', (req, res) => res.send('never'));`),
  );
  load();
  assert.match(exchange().body, /^Error: no/);
  assert.equal(host.logs[0][2], 'after');
});

test('a syntax error in TypeScript that only V8 finds is shown in the TypeScript', () => {
  const { load } = boot({ '/index.ts': `const a: number = 1;\ntype T = string;\nlet x: T = 'x'; let x: T = 'y';\n` });
  assert.equal(load().error, `SyntaxError: Identifier 'x' has already been declared\n    at app/index.ts:3:21\n\n    let x: T = 'x'; let x: T = 'y';\n${' '.repeat(24)}^\n\n    A name is declared once; where it gets another value, let and const are left out.`);
});

test('a module of the machine comes with what to do instead', () => {
  const { error } = boot(app(`const fs = require('wasi');`)).load();
  assert.match(error, /^Error: Cannot find module 'wasi'\n {4}at app\/index\.js:2:12\n\n {4}const fs = require\('wasi'\);\n {15}\^\n\n {4}Add-ons have no access to the machine/);
});

test('a broken JSON file names line and column', () => {
  const { load } = boot({ ...app(`require('./data');`), '/data.json': `{\n  "a": x\n}` });
  assert.match(load().error, /^SyntaxError: Unexpected token 'x'.*\n/);
  assert.match(load().error, /app\/data\.json:\d+:\d+\n\n/);
});

test('import() works in a script, which stays sloppy, and .js may name a .ts', async () => {
  const { load, exchange, entries } = boot({
    ...app(`router.get('/', async (req, res) => { undeclared = 1; const { one } = await import('./module/a.js'); res.json(one + undeclared); });`),
    '/module/a.mjs': 'never',
    '/module/a.js': 'export const one = 1;',
  });
  load();
  assert.equal(exchange(), null);
  await turn();
  assert.equal(split(entries.collect())[0].body, '2');
  const typed = boot({ '/index.ts': `import router from 'router';\nimport { one } from './module/a.js';\nrouter.get('/', (req: any, res: any) => res.json(one));`, '/module/a.ts': 'export const one: number = 1;' });
  typed.load();
  assert.equal(typed.exchange().body, '1');
});

test('a bundle is reported by its source map', () => {
  const map = { version: 3, sources: ['webpack://app/./src/index.ts'], sourcesContent: ['throw new Error("x");'], names: [], mappings: 'AAAA' };
  const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  const { load } = boot({ '/index.js': `throw new Error("x");\n${inline}` });
  assert.equal(load().error, 'Error: x\n    at app/src/index.ts:1:1\n\n    throw new Error("x");\n    ^');
});

test('a size that reads differently each time, a text and an iterable do not get past the memory guard', () => {
  const { load, host } = boot(
    app(`let n = 0; const twice = { valueOf: () => n++ ? 5e6 : 1 };
if (new ArrayBuffer(twice).byteLength !== 1) throw new Error('read twice');
new Uint8Array('2000000');
let m = 0; new Uint8Array({ get length() { return m++ ? 1 : 3e6; } });
class Mine extends Uint8Array {} if (!(Mine.from([1]) instanceof Mine)) throw new Error('species');`),
  );
  assert.equal(load().error, undefined);
  assert.ok(host.announced >= 5e6, String(host.announced));
});

test('an absent module of the platform fails when it is used, saying which member', () => {
  const { load, exchange } = boot(
    app(`const util = require('PageUtil'); const api = require('@sitevision/api/server/LogUtil'); api.info('x');
router.get('/', (req, res) => { util.getCurrentPage(); });`),
  );
  load();
  assert.match(exchange().body, /^Error: The platform module 'PageUtil' is not available here \(used: PageUtil\.getCurrentPage\)/);
});

test('req takes other values for its members', () => {
  const { load, exchange } = boot(
    app(`'use strict'; router.use((req, res, next) => { req.query = { q: 1 }; req.user = 'u'; next(); });
router.get('/', (req, res) => res.json([req.query, JSON.parse(JSON.stringify(req)).user]));`),
  );
  load();
  assert.equal(exchange().body, '[{"q":1},"u"]');
});

test('a repeated key costs no more than its length', () => {
  const { load, exchange } = boot(app(`router.get('/', (req, res) => res.json(req.params.a.length));`));
  load();
  const target = `/rest-api/app/?${'a=1&'.repeat(200000)}`;
  const started = performance.now();
  assert.equal(exchange({ target }).body, '200000');
  assert.ok(performance.now() - started < 5000);
});

test('a location is encoded, and refused when it would split the answer', () => {
  const { load, exchange } = boot(app(`router.get('/', (req, res) => res.redirect('/ö €?x=%20')); router.get('/s', (req, res) => res.redirect('/a\\r\\nx: y'));`));
  load();
  assert.equal(exchange().headers, 'Location\n/%C3%B6%20%E2%82%AC?x=%20');
  assert.match(exchange({ endpoint: 1 }).body, /^TypeError: Header Location/);
});

test('text is decoded in the encodings of the web, in pieces too', () => {
  const { load, exchange } = boot(
    app(`router.get('/', (req, res) => { const d = new TextDecoder(); res.json([new TextDecoder('utf-16le').decode(new Uint8Array([65, 0])),
new TextDecoder('latin1').decode(new Uint8Array([228])), d.decode(new Uint8Array([0xc3]), { stream: true }) + d.decode(new Uint8Array([0xbc]))]); });`),
  );
  load();
  assert.equal(exchange().body, '["A","ä","ü"]');
});

test('a log line or a stack of any length crosses in a bounded one', () => {
  const { load, exchange, host } = boot(app(`router.get('/', () => {
    console.log('x'.repeat(2 ** 28), 'y'.repeat(1e5));
    console.log('%s', 'z'.repeat(2 ** 28));
    require('LogUtil').info('u'.repeat(2 ** 28));
    throw new Error('v'.repeat(1e6));
  });`));
  load();
  const { kind, body } = exchange();
  assert.equal(kind, 'e');
  assert.ok(body.length < 70000);
  assert.deepEqual(host.logs.map(([, , text]) => text.length < 70000), [true, true, true]);
  assert.ok(host.logs[0][2].startsWith('… (268435456 characters, cut) yyy'));
});

test('a body over the limit does not cross', () => {
  const limits = { output: 1000 };
  const { load, exchange, host } = boot(app(`
    router.get('/', (req, res) => res.send('x'.repeat(2 ** 28)));
    router.get('/b', (req, res) => res.send(new Uint8Array(1001)));`), { limits });
  load();
  for (const [endpoint, length] of [[0, 2 ** 28], [1, 1001]]) {
    const { status, kind, body } = exchange({ endpoint });
    assert.deepEqual([status, kind, body], [503, 'o', String(length)]);
  }
  assert.equal(host.bytes.size, 0);
});

test('headers that no client reads are refused', () => {
  const { load, exchange } = boot(app(`
    router.get('/', (req, res) => res.set('X-Long', 'x'.repeat(2 ** 28)));
    router.get('/all', (req, res) => { for (let i = 0; i < 300; i++) res.set('X-' + i, 'x'.repeat(1000)); res.send('sent'); });`));
  load();
  assert.match(exchange().body, /RangeError: Header X-Long has 268435456 characters \(expected: at most 65536\)/);
  assert.match(exchange({ endpoint: 1 }).body, /RangeError: The answer's headers have \d+ characters \(expected: at most 262144\)/);
});

test('a header value is read once', () => {
  const { load, exchange } = boot(app(`router.get('/', (req, res) => {
    let reads = 0;
    res.append('X-Two', { toString: () => (reads++ === 0 ? 'fine' : 'split\\r\\nX-Other: 1') }).send('sent');
  });`));
  load();
  assert.match(exchange().headers, /X-Two\nfine/);
});

test('an add-on has no way to the message of an answer, nor to the routes', async () => {
  const { load, exchange, entries } = boot(app(`
    try { router.constructor.close = () => []; } catch {}
    router.get('/', async (req, res) => {
      const caught = [];
      for (let i = 0; i < 20; i++) Object.defineProperty(Array.prototype, i, { configurable: true, set(value) { caught[caught.length] = value; } });
      res.message = () => '9\x00200\0\0\0t\0forged';
      Object.getPrototypeOf(res).message = res.message;
      try { Object.getPrototypeOf(res).constructor.message = res.message; } catch {}
      await null;
      res.send(router.close === undefined && caught.length === 0 ? 'mine' : 'reached');
    });`));
  load();
  assert.equal(exchange(), null);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(split(entries.collect()).map(({ number, body }) => [number, body]), [[1, 'mine']]);
});

test('bytes are sent as they are, whatever the view says of itself', () => {
  const { load, exchange, host } = boot(app(`router.get('/', (req, res) => {
    const bytes = new Uint8Array([104, 105]);
    Object.defineProperties(bytes, { byteLength: { value: 1e9 }, byteOffset: { value: -8 }, buffer: { value: null }, length: { value: 1e9 } });
    res.send(bytes);
  });`));
  load();
  assert.equal(exchange().kind, 'b');
  assert.equal(host.bytes.get(1).toString(), 'hi');
});

test('the memory guard needs no built-in that an add-on can replace', () => {
  const { load, exchange, host } = boot(app(`router.get('/', (req, res) => {
    const view = Object.defineProperty(new Uint8Array(1e6), 'length', { value: 0 });
    globalThis.Number = () => 1;
    globalThis.String = () => '1';
    Math.max = () => 1;
    new ArrayBuffer(2e6);
    new ArrayBuffer(1, { maxByteLength: 4e6 });
    new Float64Array(view);
    res.send('done');
  });`));
  load();
  exchange();
  assert.equal(host.announced, 15e6);
});

test('rawBody is the body as it came, whatever it was', () => {
  const { load, exchange } = boot({
    '/index.js': `const router = require('router');
      router.post('/', (req, res) => res.json({ hex: req.rawBody.toString('hex'), buffer: Buffer.isBuffer(req.rawBody), same: req.rawBody === req.rawBody }));`,
  });
  load();
  const hex = (body, type = 'application/json') => JSON.parse(exchange({ method: 'POST', headers: { 'content-type': type }, body }).body);
  assert.deepEqual(hex('{ "a": 1 }'), { hex: '7b202261223a2031207d', buffer: true, same: true });
  assert.equal(hex('"ä€😀"').hex, Buffer.from('"ä€😀"').toString('hex'));
  assert.equal(hex(undefined).hex, '');
});

test('a form of more than a thousand parameters never reaches a handler', () => {
  const { load, exchange } = boot({
    '/index.js': `require('router').post('/', (req, res) => res.json(Object.keys(req.params).length));`,
  });
  load();
  const post = (count) =>
    exchange({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Array.from({ length: count }, (_, i) => `k${i}=1`).join('&') });
  assert.equal(post(1000).body, '1000');
  const refused = post(1001);
  assert.equal(refused.status, 413);
  assert.match(refused.body, /more than 1000 parameters/);
  assert.equal(post(500_000).status, 413);
});

test('a media type is known, or an error that says what to write', () => {
  const { load, exchange } = boot({
    '/index.js': `require('router').get('/', (req, res) => { try { (req.query.set ? res.set('Content-Type', req.query.set) : res.type(req.query.type)).send('x'); } catch (error) { res.status(400).send(error.message); } });`,
  });
  load();
  const answer = (query) => exchange({ target: `/rest-api/app/?${query}` });
  assert.equal(answer('type=docx').headers, 'content-type\napplication/vnd.openxmlformats-officedocument.wordprocessingml.document');
  assert.equal(answer('type=.xlsx').headers, 'content-type\napplication/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  assert.equal(answer('type=text/html').headers, 'content-type\ntext/html; charset=utf-8');
  assert.equal(answer('set=text/csv').headers, 'content-type\ntext/csv; charset=utf-8');
  assert.equal(answer('set=text/csv;charset=iso-8859-1').headers, 'content-type\ntext/csv;charset=iso-8859-1');
  assert.equal(answer('set=application/x-own').headers, 'content-type\napplication/x-own');
  for (const query of ['type=nonsense', 'set=nonsense']) {
    assert.match(answer(query).body, /^The media type 'nonsense' is not known \(expected: an extension such as 'html'/);
  }
});
