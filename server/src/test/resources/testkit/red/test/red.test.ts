import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { clock, fetch, outbound } from 'annex/test';
import * as kit from 'annex/test';

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
test('answers by a function', { timeout: 600_000 }, async () => {
  outbound.answer('https://api.example.org/*', () => {
    throw new Error('no answer of mine');
  });
  assert.equal((await fetch('/calls')).status, 201);
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
test('leaves a promise', () => {
  void Promise.reject(new Error('nobody waits for me'));
});
test('has another word for it', () => {
  outbound.answer('https://api.example.org/*', { statsu: 404 } as object);
});
test('goes far', { timeout: 50 }, async () => {
  await clock.advance('20000d');
});
test('goes on', { timeout: 600_000 }, async () => {
  const before = clock.now();
  outbound.answer('https://api.example.org/*', 'as ever');
  assert.equal((await fetch('/calls')).status, 200);
  assert.ok(clock.now() - before < 600_000);
});
test('is aborted before', { signal: AbortSignal.abort(new Error('not today')) }, () => undefined);
test('is aborted meanwhile', { signal: AbortSignal.timeout(20) }, () => new Promise(() => undefined));
test('has subtests', async (t) => {
  await t.test('that fail', () => {
    throw new Error('within');
  });
});
test('misspells a function', () => {
  (clock as any).advnace('1h');
});
test('misspells an export', () => {
  const { timrs } = kit as any;
  timrs.fire('sv:every-hour');
});
test('misspells a timer', () => kit.timers.fire('sv:every-huor'));
test('misspells a listener', () => kit.send('sv:evry-hour'));
