import test, { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import assert from 'node:assert/strict';
import { addon, clock, events, fetch, log, mails, origin, outbound, send, settings, timers, url, visitor } from 'annex/test';

const json = async (path) => (await fetch(path)).json();

test('knows where the add-on is', () => {
  assert.equal(addon, 'shop');
  assert.equal(url, `${origin}/rest-api/shop`);
});

test('answers what the add-on calls', async () => {
  outbound.answer('POST https://rates.example.org/eur', ({ body, headers }) => ({ status: 201, json: { body, key: headers['x-key'] } }));
  assert.deepEqual(await json('/rate'), { status: 201, said: { body: 'ask', key: 'k' } });
  assert.deepEqual(outbound.calls.map(({ method, url: called }) => `${method} ${called}`), ['POST https://rates.example.org/eur?to=sek']);
  outbound.answer(/^POST .*\/eur/, { fails: 'refused' });
  assert.equal((await fetch('/rate')).status, 500);
  assert.match(log.lines.at(-1).text, /ECONNREFUSED/);
});

test('answers also who waits for it', async () => {
  const large = 'x'.repeat(200000);
  outbound.answer('https://rates.example.org/usd', { json: { large } });
  assert.equal((await json('/requester')).large, large);
});

test('moves the clock', async () => {
  // No full hour is near.
  await clock.set('2040-01-01T10:10:00Z');
  const before = clock.now();
  await fetch('/later');
  await clock.advance('2m');
  const seen = await json('/seen');
  assert.deepEqual(seen.map((each) => each.split(' ')[0]), ['tick', 'tick', 'tick', 'later']);
  const later = Number(seen.at(-1).split(' ')[1]) - before;
  assert.ok(later >= 70000 && later < 100000, String(later));
  await clock.set('2001-01-01');
  assert.equal(new Date(clock.now()).getFullYear(), 2001);
  await assert.rejects(clock.set('soon'), /soon is no time/);
  await assert.rejects(clock.advance('soon'), /soon is no time to go forward/);
});

test('fires timers, says events', async () => {
  await timers.fire('sv:every-hour');
  await events.emit('order', { id: 7 });
  await assert.rejects(events.emit('order', { bad: true }), /a bad order/);
  await assert.rejects(timers.fire('sv:every-day'), /does not listen for 'sv:every-day'/);
  await send('order', { id: 8 });
  await fetch('/emits');
  assert.deepEqual(events.emitted, [{ name: 'sold', data: { id: 3 } }]);
  await clock.advance('3h');
  const seen = await json('/seen');
  const hours = seen.filter((each) => each.startsWith('hour '));
  assert.equal(hours.length, 4);
  assert.ok(hours.slice(1).every((each) => /T\d\d:00:00\./.test(each)), hours.join());
  assert.deepEqual(seen.filter((each) => each.startsWith('order')), ['order 7', 'order 8']);
});

test('has visitors', async () => {
  const [ada, nobody] = [visitor({ name: 'ada' }), visitor()];
  await ada.fetch('/me');
  assert.deepEqual(await (await ada.fetch('/me')).json(), { visits: 2, name: 'ada' });
  assert.deepEqual(await (await nobody.fetch('/me')).json(), { visits: 1, name: null });
  await clock.advance('31m');
  assert.deepEqual(await (await ada.fetch('/me')).json(), { visits: 1, name: 'ada' });
});

test('keeps mails', async () => {
  await fetch('/mail');
  assert.deepEqual(mails.sent.map(({ to, subject, text }) => ({ to, subject, text })), [{ to: ['ada@example.org'], subject: 'Hello', text: 'There' }]);
});

test('sets settings', async () => {
  assert.equal(await json('/greeting'), 'Hello');
  await settings.set({ greeting: 'Moin' });
  assert.equal(await json('/greeting'), 'Moin');
  await settings.reset();
  assert.equal(await json('/greeting'), 'Hello');
  await assert.rejects(settings.set({ greeting: 5 }), /greeting/);
});

describe('as node:test', () => {
  const order = [];
  before(() => order.push('before'));
  beforeEach(() => order.push('each'));
  afterEach(() => order.push('afterEach'));
  after(() => console.log(order.join(' ')));

  it('has subtests', async (t) => {
    await t.test('one', () => order.push('one'));
    t.diagnostic('a note');
  });
  it('counts assertions', (t) => {
    t.plan(1);
    t.assert.ok(true);
  });
  it('mocks', () => {
    const object = { method: (value) => value };
    mock.method(object, 'method', () => 5);
    assert.equal(object.method(1), 5);
    assert.deepEqual(object.method.mock.calls[0].arguments, [1]);
    mock.restoreAll();
    assert.equal(object.method(1), 1);
  });
  it('calls back', (t, done) => setTimeout(done, 1));
  it.skip('is skipped', () => assert.fail());
  it.todo('is to be done');
  it('skips itself', (t) => t.skip('not here'));
});
