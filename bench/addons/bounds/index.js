const router = require('router');

const BIG = Buffer.alloc(5_000_000, 'x');

router.get('/big', (req, res) => {
  res.set('Content-Type', 'image/png');
  res.send(BIG);
});

router.post('/body', (req, res) => {
  res.json({ taken: true });
});
