// tries: to put more into the session once the answer is made
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => {
  req.session.a = [];
  res.json('saved');
  for (let i = 0; i < 1e5; i++) req.session.a.push('more');
});
