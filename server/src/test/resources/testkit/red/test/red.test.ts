import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fetch } from 'annex/test';

interface Answer {
  readonly status: number;
}

test('differs', { timeout: 600_000 }, async () => {
  const answer: Answer = await fetch('/fails');
  assert.deepEqual({ status: answer.status, list: [1, 2] }, { status: 200, list: [1, 3] });
});
test('is not answered', { timeout: 600_000 }, async () => {
  await fetch('/calls');
});
test('is not caught', { timeout: 600_000 }, async () => {
  void Promise.reject(new Error('nobody handles me'));
  await new Promise((resolve) => setTimeout(resolve, 10));
});
test('hangs', async () => {
  await new Promise(() => undefined);
});
describe('a suite', () => {
  test('never ends', () => {
    for (;;);
  });
  test('never comes', () => undefined);
});
test('goes on', () => undefined);
