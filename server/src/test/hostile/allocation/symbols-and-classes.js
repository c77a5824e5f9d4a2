// tries: symbols, classes and functions without end, which live in spaces of their own
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) kept.push(Symbol(kept.length), class { static #x = 1; }, new Function('return ' + kept.length));
});
