// tries: to flatten half a gigabyte of rope that costs nothing until then
// expects: 503 memory or 504 cpu or 200 120
const router = require('router');

router.get('/attack', (req, res) => {
  const rope = 'x'.repeat(2 ** 29 - 100) + req.path;
  res.json(rope.charCodeAt(2 ** 28));
});
