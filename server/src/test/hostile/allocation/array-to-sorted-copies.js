// tries: copies of copies by the methods that copy
// expects: 503 memory
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const source = new Array(2e4).fill(1.5);
  while (true) kept.push(source.toReversed(), source.with(0, 2), source.slice());
});
