import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { boot } from './harness.mjs';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const app = (code) => ({ '/index.js': `const router = require('router');\n${code}` });

test('the host is told whose work runs, and only where it is not who it believes', async () => {
  const told = [];
  const { load, exchange, settled } = boot(
    app(`let go; const shared = new Promise((done) => (go = done));
      router.get('/a', (req, res) => shared.then(() => { console.log('a'); }).then(() => res.send('a')));
      router.get('/b', (req, res) => { go(); res.send('b'); return Promise.resolve().then(() => console.log('b')); });`),
    { ops: { slice: (text) => void told.push(text) } },
  );
  load();
  exchange();
  await settled();
  assert.deepEqual(told, []);
  exchange({ endpoint: 1 });
  await settled();
  assert.deepEqual(told, ['1', '2', '1', '2', '1']);
});

test('a log line has the exchange that registered the callback, whoever calls it', async () => {
  const { load, exchange, settled, turns, host } = boot(
    app(`let go; const shared = new Promise((done) => (go = done)); shared.then(() => console.log('module'));
      const bus = new (require('events'))();
      router.get('/a', (req, res) => { shared.then(() => console.log('then')); shared.finally(() => console.log('finally')); res.status(200); });
      router.get('/b', (req, res) => { setTimeout(() => console.log('timer'), 1); setImmediate(() => console.log('immediate')); process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('micro')); go(); res.send(); });`),
  );
  load();
  exchange();
  exchange({ endpoint: 1 });
  await settled();
  await turns();
  assert.deepEqual(Object.fromEntries(host.logs.map(([, number, text]) => [text, number])), {
    module: '0', then: '1', finally: '1', tick: '2', micro: '2', immediate: '2', timer: '2',
  });
});

const kept = {
  restapp: { '/index.js': `require('router').get('/', (req, res) => { res.waitUntil(new Promise((done) => setTimeout(done, 10))); require('annex').waitUntil(Promise.resolve()); res.send('sent'); });` },
  widget: { '/backend.js': `module.exports = (r) => r.register('status', (req, res) => { res.waitUntil(new Promise((done) => setTimeout(done, 10))); require('annex').waitUntil(Promise.resolve()); res.send('sent'); });` },
  webpoints: { '/server.js': `const { Application } = require('webpoints'); const app = new Application(); app.operations['/'] = (req, res) => { res.waitUntil(new Promise((done) => setTimeout(done, 10))); require('annex').waitUntil(Promise.resolve()); res.send('sent'); }; app.run();` },
  jbackend: { '/index.js': `module.exports = { onRequestTest() { require('annex').waitUntil(new Promise((done) => setTimeout(done, 10))); return true; } };` },
};

for (const [style, files] of Object.entries(kept)) {
  test(`what is kept after the answer holds the exchange until it has settled: ${style}`, async () => {
    const { entries, host, turns, context } = boot(files, { style });
    const entry = Object.keys(files)[0];
    const loaded = JSON.parse(entries.load(JSON.stringify({ style, addon: 'app', version: '1', entry, params: {} })));
    assert.equal(loaded.error, undefined);
    const message =
      style === 'jbackend'
        ? ['1', JSON.stringify({ hooks: 'r', module: 'test', variables: {} }), ''].join('\0')
        : [1, 0, 'GET', '/', style === 'widget' ? '/status' : '/', style === 'widget' ? 'status' : '', '127.0.0.1', 'http', 'localhost', 'widget-id\napp', '', '-', ''].join('\0');
    assert.match(entries.exchange(message), style === 'jbackend' ? /^1\x00200/ : /sent$/);
    assert.deepEqual([...host.held], [1]);
    await turns();
    assert.deepEqual([...host.held], []);
    assert.ok(context);
  });
}

test('what is kept cannot be begun when the exchange is over', async () => {
  const { load, exchange, turns, host } = boot(app(`router.get('/', (req, res) => { setTimeout(() => { try { res.waitUntil(Promise.resolve()); } catch (e) { console.log(e.message); } }, 5); res.send(); });`));
  load();
  exchange();
  await turns();
  assert.match(host.logs[0][2], /^waitUntil: the request has been answered/);
});

test('annex is the host’s own, whatever else has that name', () => {
  const { load } = boot({ '/index.js': `const a = require('annex'); if (typeof a.waitUntil !== 'function') throw new Error('another'); require('annex/nothing');`, '/node_modules/annex/index.js': 'module.exports = {};' });
  assert.match(load().error, /^Error: Cannot find module 'annex\/nothing'\n[^]*Names that begin with 'annex' are the host's own modules/);
});

test('a timer that fails leaves the others', async () => {
  const { load, exchange, turns, host } = boot(
    app(`router.get('/', (req, res) => { setTimeout(() => { throw new Error('t'); }, 1); setTimeout(console.log, 1, 'timer'); setImmediate(() => { throw new Error('i'); }); setImmediate(console.log, 'immediate');
      process.nextTick(() => { throw new Error('k'); }); process.nextTick(console.log, 'tick'); queueMicrotask(() => { throw new Error('m'); }); queueMicrotask(() => console.log('micro'));
      let n = 0; const i = setInterval(() => { if (++n === 3) clearInterval(i); throw new Error('interval ' + n); }, 5); res.send(); });`),
  );
  load();
  exchange();
  await turns();
  assert.deepEqual(host.logs.map(([, , text]) => text.split('\n')[0]), [
    'a tick failed: Error: k', 'tick', 'a microtask failed: Error: m', 'micro', 'a timer failed: Error: i', 'immediate', 'a timer failed: Error: t', 'timer',
    'a timer failed: Error: interval 1', 'a timer failed: Error: interval 2', 'a timer failed: Error: interval 3',
  ]);
});

test('unref-ed timers keep no worker, and those of AbortSignal.timeout are no timers of the add-on', () => {
  const { load, host } = boot(app(`for (let i = 0; i < 50; i++) AbortSignal.timeout(1000); setTimeout(() => {}, 10).unref(); const t = setTimeout(() => {}, 50); globalThis.clear = () => clearTimeout(t);`), { limits: { timers: 2 } });
  assert.equal(load().error, undefined);
  assert.equal(host.timer, 10);
  const other = boot(app(`const t = setTimeout(() => {}, 10); t.unref(); AbortSignal.timeout(50);`));
  other.load();
  assert.equal(other.host.timer, -10);
});

test('AbortSignal.any of a signal that lives on costs the same each time and keeps nothing', async () => {
  const { load, exchange, settled } = boot(
    app(`const ends = new AbortController(); const refs = []; let heard = 0;
      router.get('/many', (req, res) => { const started = Date.now(); for (let i = 0; i < 1000; i++) { const any = AbortSignal.any([ends.signal, new AbortController().signal]); if (i % 100 === 0) refs.push(new WeakRef(any)); } res.json(Date.now() - started); });
      router.get('/listen', (req, res) => { AbortSignal.any([AbortSignal.any([ends.signal])]).addEventListener('abort', () => heard++); res.send(); });
      router.get('/alive', (req, res) => res.json(refs.filter((ref) => ref.deref() !== undefined).length));
      router.get('/abort', (req, res) => { ends.abort(); res.json(heard); });`),
  );
  load();
  exchange({ endpoint: 1 });
  const started = performance.now();
  for (let i = 0; i < 100; i++) {
    exchange();
    await settled();
  }
  assert.ok(performance.now() - started < 20_000);
  gc();
  // Of those that nobody has but the signal, none is left.
  assert.equal(exchange({ endpoint: 2 }).body, '0');
  assert.equal(exchange({ endpoint: 3 }).body, '1');
});

test('an upload is read for the request that it came with, whoever asks for it', async () => {
  const read = [];
  const form = JSON.stringify({ fields: [], files: [{ field: 'f', name: 'x', contentType: 'text/plain', size: 1, token: 'upload:0' }] });
  const { load, entries, host, turns } = boot(
    app(`let file; const sleep = () => new Promise((done) => setTimeout(done, 5));
      router.post('/keeps', (req, res) => { ({ f: file } = req.files); res.waitUntil(sleep()); res.send(); });
      router.post('/asks', (req, res) => { file.text(); res.send(req.files.f.text()); });
      router.post('/late', (req, res) => { try { file.text(); } catch (e) { res.send(e.message); } });`),
    { ops: { 'file.text': () => { read.push(host.slice); return 'text'; } } },
  );
  assert.equal(load().error, undefined);
  const ask = (number, endpoint) => entries.exchange([number, endpoint, 'POST', '/', '/', '', '127.0.0.1', 'http', 'localhost', '', form, '-', ''].join('\0'));
  ask(1, 0);
  host.slice = 2;
  assert.match(ask(2, 1), /text$/);
  assert.deepEqual(read, [1, 2]);
  await turns();
  assert.match(ask(3, 2), /The uploaded file is gone: its request has ended$/);
});
