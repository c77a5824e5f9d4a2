const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { clock, fetch, visitor } = require('annex/test');

/** @param {import('annex/test').Visitor} who @param {string} text */
function write(who, text) {
  return who.fetch('/', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) });
}

describe('notes', () => {
  it('are a visitor\'s own', async () => {
    const ada = visitor();
    const bob = visitor();
    assert.equal((await write(ada, 'Buy milk')).status, 201);
    assert.deepEqual(await (await ada.fetch('/1')).json(), { id: 1, text: 'Buy milk' });
    assert.equal((await bob.fetch('/1')).status, 404);
  });

  it('can be taken away', async () => {
    const ada = visitor();
    await write(ada, 'Buy milk');
    assert.equal((await ada.fetch('/1', { method: 'DELETE' })).status, 204);
    assert.deepEqual(await (await ada.fetch('/')).json(), { notes: [] });
  });

  it('need a text', async () => {
    assert.equal((await fetch('/', { method: 'POST' })).status, 400);
  });

  it('go with their session, half an hour after its last use', async () => {
    const ada = visitor();
    await write(ada, 'Buy milk');
    await clock.advance('29m');
    assert.equal((await ada.fetch('/1')).status, 200);
    await clock.advance('31m');
    assert.equal((await ada.fetch('/1')).status, 404);
  });
});
