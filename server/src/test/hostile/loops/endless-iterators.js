// tries: iterators and generators without end, destructured, spread and delegated
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  function* numbers() { while (true) yield* [1, 2, 3]; }
  const total = numbers().filter((n) => n > 3).take(1).toArray();
  res.json(total);
});
