// tries: more log lines than anybody reads
// expects: 200 "logged" or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  for (let i = 0; i < 20000; i++) console.log('flood ' + i);
  res.json('logged');
});
