// tries: an array that changes its length and its prototype while it is being answered
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  const items = new Array(1000).fill(0);
  items[5] = { toJSON() { items.length = 0; Object.setPrototypeOf(items, null); return new Array(10).fill(items); } };
  res.json(items);
});
