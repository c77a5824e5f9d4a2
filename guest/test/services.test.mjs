// Services of the host as an add-on sees them: the cache, and modules of the embedding program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot, split } from './harness.mjs';

/** A host that keeps, answers `get` from a list of answers first, and remembers what it is told. */
function hostOf(...answers) {
  const told = [];
  const kept = new Map();
  const ops = {
    'cache.get': (text) => {
      told.push(`get ${text.replaceAll('\0', '|')}`);
      return answers.shift() ?? kept.get(text.slice(text.indexOf('\0') + 1)) ?? `p${told.length}`;
    },
    'cache.keep': (text) => void told.push(`keep ${text.replaceAll('\0', '|')}`),
    op: (text) => void told.push(`op ${text.replaceAll('\0', '|')}`),
  };
  for (const name of ['drop', 'fail', 'later', 'purge']) {
    ops[`cache.${name}`] = (text) => void told.push(`${name} ${text.replaceAll('\0', '|')}`);
  }
  return { ops, told };
}

function app(code, options) {
  const booted = boot({ '/index.js': `const cache = require('cache').getCache(); require('router').get('/', ${code});` }, options);
  assert.equal(booted.load().error, undefined);
  return booted;
}

const CASES = {
  'what is kept is given as plain data': {
    answers: ['v{"a":[1]}'], code: `(req, res) => res.json(cache.get('k', 1, () => 2))`, told: ['get ||k'], body: '{"a":[1]}',
  },
  'who produces is given what others will be given': {
    code: `(req, res) => { const made = { at: new Date(0), f() {} }; const got = cache.get('k', 1.5, () => made); res.json([got, got === made]); }`,
    told: ['get ||k', 'keep 1|v|1500|{"at":"1970-01-01T00:00:00.000Z"}'], body: '[{"at":"1970-01-01T00:00:00.000Z"},false]',
  },
  'what is too large is given and not kept': {
    code: `(req, res) => res.send(String(cache.get('k', 1, () => 'x'.repeat(100000)).length))`, told: ['get ||k', 'drop 1'], body: '100000',
  },
  'nothing is given and not kept': {
    code: `(req, res) => res.send(String(cache.get('k', 1, () => undefined)))`, told: ['get ||k', 'drop 1'], body: 'undefined',
  },
  'no time is no keeping, and an hour is the longest': {
    code: `(req, res) => { cache.get('a', -1, () => 1); cache.get('b', Infinity, () => 1); cache.get('c', '60', () => 1); res.send('-'); }`,
    told: ['get ||a', 'keep 1|v|0|1', 'get ||b', 'keep 3|v|3600000|1', 'get ||c', 'keep 5|v|60000|1'],
  },
  'a producer that throws frees its key': {
    code: `(req, res) => { try { cache.get('k', 1, () => { throw new RangeError('own'); }); } catch (e) { res.send(e.name + e.message); } }`,
    told: ['get ||k', 'fail 1'], body: 'RangeErrorown',
  },
  'what JSON cannot hold is refused': {
    code: `(req, res) => { const cyclic = {}; cyclic.it = cyclic; const said = [];
      for (const value of [() => 1, cyclic, 1n, Symbol('s')]) try { cache.get('k', 1, () => value); } catch (e) { said.push(e.name + ': ' + e.message.split('\\n')[0]); }
      res.send(said.join('\\n')); }`,
    told: ['get ||k', 'fail 1', 'get ||k', 'fail 3', 'get ||k', 'fail 5', 'get ||k', 'fail 7'],
    body: [
      "TypeError: cache.get('k', …): the producer gave a function (expected: what JSON can hold)",
      "TypeError: cache.get('k', …): the producer gave what JSON cannot hold: Converting circular structure to JSON",
      "TypeError: cache.get('k', …): the producer gave what JSON cannot hold: Do not know how to serialize a BigInt",
      "TypeError: cache.get('k', …): the producer gave a symbol (expected: what JSON can hold)",
    ].join('\n'),
  },
  'keys, times and producers that are none are refused': {
    code: `(req, res) => { const said = [];
      for (const args of [[undefined, 1, () => 1], ['', 1, () => 1], [{}, 1, () => 1], ['x'.repeat(2001), 1, () => 1], ['k', NaN, () => 1], ['k', 'soon', () => 1], ['k', 1, 'v'], ['k']])
        try { cache.get(...args); said.push('none'); } catch (e) { said.push(e.name); }
      try { require('cache').getSharedCache('a\\0b'); } catch (e) { said.push(e.name); }
      res.send(said.join()); }`,
    told: [], body: Array(9).fill('TypeError').join(),
  },
  'a number is a key': {
    code: `(req, res) => res.json(cache.get(5, 1, () => 1))`, told: ['get ||5', 'keep 1|v|1000|1'], body: '1',
  },
  'a namespace is a part of its own': {
    code: `(req, res) => { const shared = require('cache').getSharedCache('prices'); shared.get('k', 1, () => 1); shared.purge('k'); res.send('-'); }`,
    told: ['get |prices|k', 'keep 1|v|1000|1', 'purge prices|k'],
  },
  'what a producer asks for is asked on its behalf': {
    code: `(req, res) => { cache.get('a', 1, () => cache.get('b', 1, () => { require('async_hooks').AsyncResource.bind(() => cache.get('c', 1, () => 1))(); return 2; })); res.send('-'); }`,
    told: ['get ||a', 'get 1,1,||b', 'get 2,1,2,1,||c', 'keep 3|v|1000|1', 'keep 2|v|1000|2', 'keep 1|v|1000|2'],
  },
  'a circle is an error': {
    answers: ['w'], code: `(req, res) => { try { cache.get('k', 1, () => 1); } catch (e) { res.send(e.message); } }`, told: ['get ||k'],
    body: "cache.get('k', …): the producer of this key asks for it itself, so that neither can end",
  },
  'who produces alone tells nobody': {
    answers: ['s'], code: `(req, res) => res.json(cache.get('k', 1, () => 1))`, told: ['get ||k'], body: '1',
  },
  'who waits is not longer than half of what is left': {
    answers: ['b'], ops: { left: () => '1001', 'cache.wait': (text) => `v"${text.replaceAll('\0', '|')}"` },
    code: `(req, res) => res.send(cache.get('k', 1, () => 1))`, told: ['get ||k'], body: '500|||k',
  },
  'a host that does not listen takes nothing away': {
    code: `(req, res) => res.json(cache.get('k', 1, () => 1))`, ops: { 'cache.keep': () => { throw new Error('too many ops'); } }, told: ['get ||k'], body: '1',
  },
};

for (const [name, { answers = [], ops = {}, code, told, body = '-' }] of Object.entries(CASES)) {
  test(`cache: ${name}`, () => {
    const host = hostOf(...answers);
    const { exchange } = app(code, { ops: { ...host.ops, ...ops } });
    assert.equal(exchange().body, body);
    assert.deepEqual(host.told, told);
  });
}

test('cache: an asynchronous producer makes a promise, of which the host is told', async () => {
  const host = hostOf();
  const { exchange, turns, entries } = app(
    `async (req, res) => { const got = cache.get('k', 1, async () => { await new Promise((done) => setTimeout(done, 5)); cache.get('inner', 1, () => 1); return { a: 1 }; });
      res.json([typeof got.then, await got]); }`,
    { ops: host.ops },
  );
  assert.equal(exchange(), null);
  await turns();
  assert.equal(split(entries.collect())[0].body, '["function",{"a":1}]');
  assert.deepEqual(host.told, ['get ||k', 'later 1', 'get 1,||inner', 'keep 3|v|1000|1', 'keep 1|a|1000|{"a":1}']);
});

test('cache: an asynchronous producer that fails frees its key', async () => {
  const host = hostOf();
  const { exchange, turns, entries } = app(
    `async (req, res) => { const said = [];
      for (const producer of [async () => { throw new Error('own'); }, async () => () => 1]) await cache.get('k', 1, producer).catch((e) => said.push(e.message));
      res.send(said.join()); }`,
    { ops: host.ops },
  );
  exchange();
  await turns();
  assert.equal(split(entries.collect())[0].body, "own,cache.get('k', …): the producer gave a function (expected: what JSON can hold)");
  assert.deepEqual(host.told, ['get ||k', 'later 1', 'fail 1', 'get ||k', 'later 4', 'fail 4']);
});

test('cache: what an asynchronous producer made is a promise for everybody', async () => {
  const host = hostOf('a5', 'l');
  const { exchange, turns, entries } = app(
    `async (req, res) => { const first = cache.get('k', 1, () => 1); const second = cache.get('k', 1, () => 1); res.json([typeof first.then, await first, await second]); }`,
    { ops: host.ops },
  );
  assert.equal(exchange(), null);
  await turns();
  assert.deepEqual(host.told, ['get ||k', 'get ||k', 'op 1|1|cache.await|||k']);
  entries.settle(1, true, 'a6');
  await turns();
  assert.equal(split(entries.collect())[0].body, '["function",5,6]');
});

test('cache: whose turn has come while it waited produces', async () => {
  const host = hostOf('l');
  const { exchange, turns, entries } = app(`async (req, res) => res.json(await cache.get('k', 1, () => 7))`, { ops: host.ops });
  exchange();
  await turns();
  entries.settle(1, true, 'p9');
  await turns();
  assert.equal(split(entries.collect())[0].body, '7');
  assert.deepEqual(host.told, ['get ||k', 'op 1|1|cache.await|||k', 'keep 9|v|1000|7']);
});

const SERVICES = {
  services: () => '{"payments":{"price":false,"charge":true}}',
  'payments.price': (text) => {
    if (text === '"none"') throw new Error('unknown\0no such thing');
    return text === '' ? '' : `{"asked":${text}}`;
  },
};

const MODULES = {
  restapp: { '/index.mjs': `import router from 'router'; import payments, { price } from 'payments'; router.get('/', async (req, res) => { CODE });` },
  widget: { '/backend.ts': `import payments, { price } from 'payments'; export default (r: any) => r.register('status', async (req: any, res: any) => { CODE });` },
  webpoints: { '/server.js': `const payments = require('payments'); const { price } = payments; const { Application } = require('webpoints'); const app = new Application(); app.operations['/'] = async (req, res) => { CODE }; app.run();` },
};
const USE = `let code; try { payments.price('none'); } catch (e) { code = e.code + ': ' + e.message; }
  const failed = await payments.charge(null).catch((e) => e.code + ': ' + e.message);
  res.send(JSON.stringify([price({ a: 1 }), String(price()), code, failed, await payments.charge(2), Object.isFrozen(payments)]));`;

for (const [style, files] of Object.entries(MODULES)) {
  test(`a service of the embedding program is a module: ${style}`, async () => {
    const called = [];
    const { exchange, turns, entries } = boot(
      Object.fromEntries(Object.entries(files).map(([name, code]) => [name, code.replace('CODE', USE)])),
      { style, ops: { ...SERVICES, op: (text) => void called.push(text.replaceAll('\0', '|')) } },
    );
    const entry = Object.keys(files)[0];
    assert.equal(JSON.parse(entries.load(JSON.stringify({ style, addon: 'app', version: '1', entry, params: {} }))).error, undefined);
    exchange();
    await turns();
    entries.settle(1, false, 'refused\0no money');
    await turns();
    entries.settle(2, true, '{"id":7}');
    await turns();
    assert.deepEqual(called, ['1|1|payments.charge|null', '2|1|payments.charge|2']);
    const answer = split(entries.collect())[0];
    const expected = [{ asked: { a: 1 } }, 'undefined', 'unknown: no such thing', 'refused: no money', { id: 7 }, true];
    assert.deepEqual(JSON.parse(answer.kind === 't' ? answer.body : answer.kind), expected);
  });
}
