// tries: rest parameters and bound arguments of a million
// expects: 500 or 503 memory or 504 cpu
const router = require('router');

const rest = (...all) => all.length;
router.get('/attack', (req, res) => {
  const all = { length: 1e6 };
  res.json(rest.apply(null, all) + rest.bind(null, ...new Array(1e5).fill(1))(...new Array(1e5)) + Reflect.construct(Array, all).length);
});
