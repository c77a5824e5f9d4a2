// tries: the newer built-ins that allocate: groupBy, fromEntries, flatMap, iterator helpers
// expects: 503 memory or 504 cpu
// thread: dies
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const numbers = new Array(1e4).fill(0).map((_, i) => i);
  while (true) {
    kept.push(Object.groupBy(numbers, (n) => n), Object.fromEntries(numbers.map((n) => [n, n])),
      numbers.values().flatMap((n) => [n, n]).toArray(), numbers.flatMap((n) => [n, [n]]));
  }
});
