// annex test examples/java/shipping --addon examples/java/shipping/target/addon
const { test } = require('node:test');
const assert = require('node:assert/strict');
const { fetch, visitor } = require('annex/test');

test('a parcel costs by its weight', async () => {
  const answer = await fetch('/quote/se?kilos=2');
  assert.deepEqual(await answer.json(), { cents: 580 });
  assert.equal((await fetch('/quote/aq')).status, 404);
});

test('each visitor has asked as often as they did', async () => {
  const ada = visitor();
  await ada.fetch('/quote/de');
  await ada.fetch('/quote/it');
  assert.deepEqual(await (await ada.fetch('/quotes')).json(), { asked: 2 });
  assert.deepEqual(await (await fetch('/quotes')).json(), { asked: 0 });
});
