// tries: setters for the indexes of all arrays, so that what the library pushes lands in the add-on
// expects: 200 {"seen":0}
// after: any
const router = require('router');

const seen = [];
router.get('/attack', async (req, res) => {
  for (let i = 0; i < 10; i++) {
    Object.defineProperty(Array.prototype, i, { configurable: true, get: () => 'forged', set(value) { seen[seen.length] = value; } });
  }
  await null;
  res.set('X-A', 'a').json({ seen: seen.length });
});
