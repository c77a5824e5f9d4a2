// tries: the next() of one exchange from another
// expects: any
const router = require('router');

const nexts = [];
router.use((req, res, next) => { nexts.push(next); next(); });
router.get('/attack', async (req, res) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (nexts.length < 500) for (const next of [...nexts]) next(new Error('another'));
  nexts.length = 0;
  res.json('handled');
});
