// tries: to read a number of ten million digits
// expects: 504 cpu or 500 or 200
const router = require('router');

router.get('/attack', (req, res) => {
  let bits = 0n;
  for (let i = 0; i < 1000; i++) bits ^= BigInt('7'.repeat(5e6) + i) & 1n;
  res.send(String(bits));
});
