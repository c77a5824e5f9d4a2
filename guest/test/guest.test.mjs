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

test('an abandoned exchange says nothing more', async () => {
  const { load, exchange, entries } = boot(app(`router.get('/', async (req, res) => { await null; res.send('later'); });`));
  load();
  exchange();
  entries.abandon(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(entries.collect(), null);
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
    app(`router.get('/', (req, res) => { setTimeout(console.log, 20, 'b'); setTimeout(console.log, 10, 'a'); setTimeout(console.log, 5, 'never').constructor; });`),
  );
  load();
  exchange();
  assert.equal(host.timer, 5);
  host.clock = 30;
  assert.equal(entries.timer(30), 10);
  assert.equal(entries.timer(30), 20);
  assert.equal(entries.timer(30), -1);
  assert.deepEqual(host.logs.map(([, exchange, text]) => [exchange, text]), [['1', 'never'], ['1', 'a'], ['1', 'b']]);
});

test('a cleared timer does not fire', () => {
  const { load, host } = boot(app(`const t = setTimeout(() => console.log('no'), 5); clearTimeout(t); clearTimeout(Number(setTimeout(() => {}, 9)));`));
  load();
  assert.equal(host.timer, -1);
});

test('a syntax error names file, line and column and shows the line', () => {
  const { load } = boot(app(`router.get('/', (req res) => {});`));
  assert.equal(
    load().error,
    `SyntaxError: Unexpected identifier 'res'\n    at app/index.js:2:22\n\n    router.get('/', (req res) => {});\n${' '.repeat(25)}^`,
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
