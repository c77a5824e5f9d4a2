// tries: to spread 1e7 arguments into calls
// expects: 500 or 503 memory
const router = require('router');

const all = new Array(1e6).fill(1);
router.get('/attack', (req, res) => {
  const tenfold = [].concat(all, all, all);
  res.json([Math.max(...tenfold), String.fromCharCode.apply(null, tenfold), new Date(...tenfold)]);
});
