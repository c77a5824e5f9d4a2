// tries: to loop right after the answer was made, in the same slice
// expects: 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  res.json('sent');
  while (true);
});
