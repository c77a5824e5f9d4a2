import { test } from 'node:test';
import assert from 'node:assert/strict';
import { fetch } from 'annex/test';

test('says that it is there', async () => {
  const answer = await fetch('/status');
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), 'OK');
});
