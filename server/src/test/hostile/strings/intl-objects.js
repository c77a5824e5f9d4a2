// tries: formatters without end, whose memory is not V8's
// expects: 504 cpu or 503 memory
const router = require('router');

const kept = [];
router.get('/attack', (req, res) => {
  while (true) kept.push(new Intl.NumberFormat('de'), new Intl.DateTimeFormat('en'), new Intl.Segmenter('fr').segment('x'.repeat(1e4)));
});
