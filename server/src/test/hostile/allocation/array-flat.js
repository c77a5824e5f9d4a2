// tries: to flatten an array that holds itself-like copies, 10^9 elements in the end
// expects: 503 memory
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => {
  let nested = new Array(1000).fill(0);
  for (let i = 0; i < 2; i++) nested = new Array(1000).fill(nested);
  res.json(nested.flat(Infinity).length);
});
