import { test } from 'node:test';
import assert from 'node:assert/strict';
import { clock, fetch } from 'annex/test';

test('greets the world, and who is named', async () => {
  const world = (await (await fetch('/')).json()) as { message: string };
  assert.equal(world.message, 'Hello, World!');
  const ada = (await (await fetch('/Ada')).json()) as { message: string };
  assert.equal(ada.message, 'Hello, Ada!');
});

test('says when it was', async () => {
  await clock.set('2040-02-29T12:00:00Z');
  const answer = (await (await fetch('/')).json()) as { at: string };
  assert.match(answer.at, /^2040-02-29T12:00:0/);
});
