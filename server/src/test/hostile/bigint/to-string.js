// tries: the decimal digits of a number of ten million bits
// expects: 504 cpu or 200
const router = require('router');

router.get('/attack', (req, res) => {
  let digits = 0;
  for (let i = 0; i < 1000; i++) digits += (3n ** 6000000n + BigInt(i)).toString().length;
  res.json(digits);
});
