// tries: ten thousand cookies
// expects: 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  for (let i = 0; i < 10000; i++) res.cookie({ name: 'c' + i, value: 'v'.repeat(100) });
  res.json('sent');
});
