// tries: a session of ten megabytes
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => {
  req.session.big = 'x'.repeat(1e7);
  res.json('saved');
});
