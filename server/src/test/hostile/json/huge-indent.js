// tries: keys and indents that multiply
// expects: 500 or 503 memory or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  const wide = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['"'.repeat(100) + i, [[[[[[[[i]]]]]]]]]));
  res.send(JSON.stringify(wide, null, '\u2028'.repeat(10)));
});
