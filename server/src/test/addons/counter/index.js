// A counter in the session, and all that a session can go through.
const router = require('router');

router.get('/', (req, res) => {
  req.session.count = (req.session.count || 0) + 1;
  res.json({ count: req.session.count });
});
router.get('/peek', (req, res) => res.json({ session: req.session }));
router.get('/nested', (req, res) => {
  req.session.list = req.session.list || [];
  req.session.list.push(req.session.list.length);
  res.json(req.session.list);
});
router.get('/end', (req, res) => {
  req.invalidateSession();
  res.json({ ended: true });
});
router.get('/function', (req, res) => {
  req.session.callback = () => 1;
  res.json({ reached: true });
});
router.get('/large', (req, res) => {
  req.session.blob = 'x'.repeat(70000);
  res.json({ reached: true });
});
// Holds the session until it is let go.
let held = [];
router.get('/hold', async (req, res) => {
  req.session.held = true;
  console.log('a session is held');
  await new Promise((resolve) => held.push(resolve));
  res.json({ held: req.session });
});
router.get('/release', (req, res) => {
  held.forEach((resolve) => resolve());
  held = [];
  res.json({ released: true });
});
router.get('/renew', (req, res) => {
  req.invalidateSession();
  req.session.renewed = true;
  res.json({ renewed: true });
});
