// tries: a session that holds itself
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => {
  const cell = {};
  req.session.cell = cell;
  cell.cell = req.session;
  res.json('saved');
});
