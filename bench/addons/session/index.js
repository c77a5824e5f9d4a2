// Counts in the session: each answer waits until its change is kept.
const router = require('router');

router.get('/', (req, res) => {
  req.session.count = (req.session.count || 0) + 1;
  res.json({ count: req.session.count });
});
