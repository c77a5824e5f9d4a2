// tries: a comparator whose answers are objects with code, in an array with holes and getters
// expects: 200 or 500
const router = require('router');

router.get('/attack', (req, res) => {
  const items = new Array(100);
  Object.defineProperty(items, 7, { get() { items.length = 3; return items; }, set() { throw new Error('set'); }, configurable: true });
  for (let i = 10; i < 100; i++) items[i] = i;
  res.json(items.sort(() => ({ valueOf() { items.splice(0, 5); return NaN; } })).length);
});
