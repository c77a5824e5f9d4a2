// tries: to answer an object nested a million deep
// expects: 200 or 500
const router = require('router');

router.get('/attack', (req, res) => {
  let deep = {};
  for (let i = 0; i < 1e5; i++) deep = { deep };
  res.json(deep);
});
