const { test } = require('node:test');
const assert = require('node:assert/strict');
const { fetch, settings } = require('annex/test');

/** @param {string} path */
const answer = async (path) => (await fetch(path)).json();

test('says hello', async () => {
  assert.equal((await answer('/get/helloworld/greeting')).message, 'Hello, world!');
});

test('says what it is told to', async () => {
  await settings.set({ greeting: 'Good morning' });
  assert.equal((await answer('/get/helloworld/greeting')).message, 'Good morning');
});

test('knows old clients', async () => {
  assert.equal((await answer('?var=catchme')).status, 'ok');
});
