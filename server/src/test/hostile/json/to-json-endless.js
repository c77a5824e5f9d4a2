// tries: a toJSON that gives another object with a toJSON, for ever
// expects: 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  const more = () => ({ more: { toJSON: more } });
  res.json(more());
});
