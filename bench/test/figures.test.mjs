import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interval, isSteady, median, percentile } from '../lib/figures.mjs';
import { order } from '../lib/turns.mjs';

const upTo = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => count - i);

test('the median and percentiles', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(percentile(upTo(100), 99), 99);
  assert.equal(percentile([7], 99), 7);
});

// The ranks are those of the binomial distribution, as in any table of the sign test.
test('the interval of the median', () => {
  for (const [count, rank] of [[1, 1], [2, 1], [5, 1], [6, 1], [8, 1], [9, 2], [10, 2], [11, 2], [12, 3], [15, 4], [20, 6], [25, 8]]) {
    assert.deepEqual(interval(upTo(count)), [rank, count + 1 - rank], `${count} values`);
  }
});

test('steady are the last values that lie close together', () => {
  assert.equal(isSteady([100, 100, 100], 4, 4), false);
  assert.equal(isSteady([300, 104, 100, 102, 101], 4, 4), true);
  assert.equal(isSteady([104, 100, 102, 105], 4, 4), false);
});

test('each server begins once, and none always follows the same', () => {
  const all = ['a', 'b', 'c', 'd'];
  const rounds = [1, 2, 3, 4].map((round) => order(all, round));
  assert.deepEqual(rounds, [['a', 'b', 'c', 'd'], ['b', 'a', 'd', 'c'], ['c', 'd', 'a', 'b'], ['d', 'c', 'b', 'a']]);
  for (const round of rounds) assert.deepEqual(round.toSorted(), all);
  assert.deepEqual(order([], 3), []);
});
