// tries: to answer 10^9 copies of one small object that the object graph holds once
// expects: 500 or 503 memory or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  let bomb = ['lol'];
  for (let i = 0; i < 9; i++) bomb = new Array(10).fill(bomb);
  res.json(bomb);
});
