// tries: a replacement that repeats the whole text for every character
// expects: 503 memory or 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  const text = 'x'.repeat(3e4);
  res.json(text.replace(/x/g, "$`$'$&").length);
});
