import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot, read, split } from './harness.mjs';

const app = (code) => ({ '/index.js': `const events = require('events');\n${code}` });

/** Boots an add-on; `hear` hands it a message as the host does. */
function listening(code, options) {
  const booted = boot(app(code), options);
  const loaded = booted.load();
  let number = 100;
  const hear = (index, json = {}, origin = 'event', name = loaded.listeners[index]?.name) =>
    read(booted.entries.exchange([++number, '-', origin, index, name, JSON.stringify(json)].join('\0')));
  const logs = () => booted.host.logs.map(([, , text]) => text.split('\n')[0]);
  return { ...booted, loaded, hear, logs, collected: () => split(booted.entries.collect()) };
}

test('listeners are declared in their order, without those that were taken out again', () => {
  const { loaded } = listening(`const f = () => {}, g = () => {};
    events.on('a', f); events.on('b:c', f); events.on('a', g); events.on('d', f); events.on('d', g);
    events.off('a', f); events.off('d');`);
  assert.deepEqual(loaded.listeners, [{ name: 'b:c' }, { name: 'a' }]);
});

test('an add-on without listeners declares none', () => {
  assert.equal('listeners' in listening('').loaded, false);
});

test('a listener gets what the message carries, and its end is told', () => {
  const { hear, logs } = listening(`events.on('a', (o) => console.log('a ' + o.x)); events.on('b', (o) => console.log('b ' + o.x)); require('router').get('/', (q, s) => s.send('http'));`);
  assert.deepEqual(hear(1, { x: 'nul: \0' }), { number: 101, status: 200, headers: '', session: '', kind: '-', body: '' });
  assert.match(logs()[0], /^b nul: /);
});

test('requests are answered beside it', () => {
  const { exchange } = listening(`events.on('a', () => {}); require('router').get('/', (q, s) => s.send('http'));`);
  assert.equal(exchange().body, 'http');
});

test('what a listener returns goes to who calls it, and to nobody else', async () => {
  const { hear, settled, collected } = listening(`events.on('a', (o) => ({ got: o.x })); events.on('b', async (o) => [await o.x]); events.on('c', () => undefined);`);
  assert.deepEqual(hear(0, { x: 1 }, 'call').body, '{"got":1}');
  assert.deepEqual(hear(0, { x: 1 }, 'event').kind, '-');
  assert.equal(hear(1, { x: 2 }, 'call'), null);
  await settled();
  assert.deepEqual(collected().map(({ kind, body }) => [kind, body]), [['t', '[2]']]);
  assert.equal(hear(2, {}, 'call').kind, '-');
});

test('a listener that fails says so: thrown, rejected, not to be written as JSON, in a callback', async () => {
  const { hear, settled, turns, collected } = listening(`events.on('a', () => { throw new Error('thrown'); }); events.on('b', async () => { await 1; throw new Error('rejected'); });
    events.on('c', () => { const x = {}; x.x = x; return x; }); events.on('d', () => { setTimeout(() => { throw new Error('later'); }, 5); }); events.on('e', () => ({ toJSON() { throw 1; } }));
    events.on('f', () => 'x'.repeat(2e8));`);
  assert.match(hear(0).body, /^Error: thrown\n/);
  assert.equal(hear(1), null);
  await settled();
  assert.match(collected()[0].body, /^Error: rejected\n/);
  assert.match(hear(2, {}, 'call').body, /circular/);
  assert.equal(hear(3), null);
  await turns();
  const [late] = collected();
  assert.equal(late.kind, 'e');
  assert.match(late.body, /^Error: later\n/);
  assert.equal(hear(4, {}, 'call').kind, 'e');
  assert.equal(hear(5, {}, 'call').kind, 'o');
});

test('a listener without a promise ends when nothing is pending that it has begun', async () => {
  const { hear, turns, collected, logs } = listening(`events.on('a', () => { setTimeout(() => console.log('later'), 5); });`);
  assert.equal(hear(0), null);
  assert.deepEqual(collected(), []);
  await turns();
  assert.deepEqual(logs(), ['later']);
  assert.equal(collected()[0].status, 200);
});

test('what it says and waits for is on its account', async () => {
  const { hear, settled, turns, host, collected } = listening(`events.on('a', () => { require('annex').waitUntil(new Promise((done) => setTimeout(done, 5))); console.log('heard'); return Promise.resolve(); });`);
  assert.equal(hear(0), null);
  await settled();
  assert.equal(collected()[0].status, 200);
  assert.deepEqual(host.logs.map(([, number, text]) => [number, text]), [['101', 'heard']]);
  assert.deepEqual([...host.held], [101]);
  await turns();
  assert.deepEqual([...host.held], []);
});

test('names are checked, and when they may be registered', () => {
  const { loaded, hear, logs } = listening(`const f = () => {};
    const says = (what) => { try { what(); console.log('fine'); } catch (e) { console.log(e.message); } };
    says(() => events.on('a b', f)); says(() => events.on('', f)); says(() => events.on('sv', f)); says(() => events.on('a')); says(() => events.on('sv:every-hour', f));
    says(() => events.emit('sv:x')); says(() => events.emit('svx')); says(() => events.emit('a', 1)); says(() => events.off('ä'));
    events.on('late', () => { says(() => events.on('x', f)); says(() => events.off('late')); says(() => events.emit('x')); });`);
  assert.deepEqual(loaded.listeners, [{ name: 'sv:every-hour' }, { name: 'late' }]);
  hear(1);
  const all = logs();
  assert.equal(all.length, 12);
  for (const [index, expected] of [
    "events.on: 'a b' is no name", "events.on: '' is no name", "events.on: 'sv' is every event", "events.on('a'): the listener must be", 'fine',
    "events.emit('sv:x'): names that begin with 'sv'", "events.emit('svx'): names", "events.emit('a'): the options must be", "events.off: 'ä' is no name",
    'events.on: listeners are registered while', 'events.off: listeners are registered while', "events.emit('x'): no event can be emitted while one is handled",
  ].entries()) {
    assert.ok(all[index].startsWith(expected), `${all[index]} does not begin with ${expected}`);
  }
});

test('an event is emitted by the host, also by what handles a timer or an event of the system', () => {
  const emitted = [];
  const { hear, exchange } = listening(`require('router').get('/', (q, s) => { events.emit('a:b', { x: [1] }); events.emit('c'); s.send(); }); events.on('sv:every-hour', () => events.emit('d')); events.on('sv:x', () => events.emit('e'));`, {
    ops: { 'events.emit': (text) => { emitted.push(text.split('\0')); return ''; } },
  });
  exchange();
  assert.equal(hear(0, {}, 'timer').status, 200);
  assert.equal(hear(1, { event: 'sv:x' }).status, 200);
  assert.deepEqual(emitted, [['a:b', '{"x":[1]}'], ['c', '{}'], ['d', '{}'], ['e', '{}']]);
});

test("Node's module of the same name is there as well", () => {
  const { loaded, logs } = listening(`const { EventEmitter } = require('events'); const node = require('node:events');
    class Own extends events {} const own = new Own(); own.on('x', (v) => console.log('own ' + v)); own.emit('x', 1);
    const plain = new EventEmitter(); plain.on('x', (v) => console.log('plain ' + v)); plain.emit('x', 2);
    console.log(String(plain instanceof events && new node() instanceof events && own instanceof node)); console.log(typeof events.once + node.defaultMaxListeners);
    console.log(String(require('@sitevision/api/server/events') === events));`);
  assert.equal(loaded.error, undefined);
  assert.deepEqual(logs(), ['own 1', 'plain 2', 'true', 'function10', 'true']);
});

test('a listener that is not there this time fails', () => {
  const { hear, logs } = listening(`events.on('a', () => console.log('heard'));`);
  assert.match(hear(7, {}, 'event', 'a').body, /^Error: listener 8 is not that of 'a' in this worker/);
  assert.match(hear(0, {}, 'event', 'b').body, /^Error: listener 1 is not that of 'b' in this worker/);
  assert.deepEqual(logs(), []);
});
