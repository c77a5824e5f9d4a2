// tries: products and remainders of huge numbers inside single operations
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  let n = 7n ** 1000000n;
  for (let i = 0; i < 50; i++) n = (n * n) % (7n ** 1500001n);
  res.send(n.toString(36));
});
