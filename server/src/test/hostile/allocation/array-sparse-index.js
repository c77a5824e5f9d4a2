// tries: to make V8 allocate for an index at the very end
// expects: 200 4294967295
const router = require('router');

router.get('/attack', (req, res) => {
  const sparse = [];
  sparse[4294967294] = 1;
  sparse.reverse.length;
  res.json(sparse.length);
});
