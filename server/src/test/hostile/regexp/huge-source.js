// tries: an expression of a million alternatives
// expects: 500 or 504 cpu or 503 memory or 200
const router = require('router');

router.get('/attack', (req, res) => {
  const source = Array.from({ length: 2e5 }, (_, i) => `(?<n${i}>x${i}|[a-z]{${i % 90}})`).join('|');
  res.json(new RegExp(source, 'v').test('y'.repeat(1e5)));
});
