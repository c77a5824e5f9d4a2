// tries: JSON.stringify and JSON.parse replaced
// expects: 200 {"mine":true} or 500
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  JSON.stringify = () => '{"forged":true}';
  JSON.parse = () => { throw new Error('parse'); };
  globalThis.JSON = null;
  req.session.visits = 1;
  res.json({ mine: true });
});
