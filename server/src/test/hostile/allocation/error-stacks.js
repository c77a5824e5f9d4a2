// tries: errors with endless stacks, all kept
// expects: 503 memory or 504 cpu
const router = require('router');

Error.stackTraceLimit = Infinity;
const kept = [];
const deep = (n) => (n === 0 ? new Error('x'.repeat(1000)) : deep(n - 1));
router.get('/attack', () => {
  while (true) kept.push(deep(3000), kept.at(-1)?.stack);
});
