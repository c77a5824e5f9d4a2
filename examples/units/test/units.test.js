const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { fetch } = require('annex/test');

describe('convert', () => {
  it('goes from one unit to another', async () => {
    const answer = await fetch('/convert?value=3&from=km&to=m');
    assert.deepEqual(await answer.json(), { value: 3000, unit: 'm' });
  });

  it('keeps kinds apart', async () => {
    assert.equal((await fetch('/convert?value=3&from=km&to=kg')).status, 422);
  });

  it('knows its units', async () => {
    assert.equal((await fetch('/convert?value=3&from=km&to=parsec')).status, 400);
  });
});

it('lists the units of a kind', async () => {
  assert.deepEqual(await (await fetch('/units/time')).json(), ['s', 'min', 'h', 'd']);
});
