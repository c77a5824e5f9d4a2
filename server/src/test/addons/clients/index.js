const router = require('router');

const LARGE = Buffer.alloc(4 * 1024 * 1024, 'x');

router.get('/small', (req, res) => {
  res.send('small');
});

router.get('/large', (req, res) => {
  res.set('Content-Type', 'image/png');
  res.send(LARGE);
});

router.post('/body', (req, res) => {
  res.send('taken');
});
