// tries: copies that V8 makes itself: toSorted, toReversed, with, and slice of a buffer that has no constructor
// expects: 503 memory
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const source = new Uint8Array(4e6).fill(1);
  source.buffer.constructor = undefined;
  while (true) kept.push(source.toReversed(), source.with(0, 2), source.buffer.slice(0));
});
