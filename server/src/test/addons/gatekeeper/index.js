// A middleware that stops a request: what has been said so far is the answer.
const router = require('router');

router.use((req, res, next) => {
  if (req.method === 'PUT') {
    return res.status(403);
  }
  if (req.header('x-token') === null) {
    res.status(401).json({ message: 'A token, please' });
    return;
  }
  req.user = { name: req.header('x-token') };
  next();
});

router.use(async (req, res, next) => {
  await Promise.resolve();
  res.set('X-Order', 'before');
  await next();
  res.locals = 'after';
});

router.get('/me', (req, res) => res.json(req.user));
router.put('/me', (req, res) => res.json({ reached: true }));
router.get('/fails', (req, res) => { throw new Error('on purpose'); });
router.get('/rejects', async (req, res) => { throw new TypeError('later, on purpose'); });
router.use((req, res, next) => (req.params.stop ? next(new Error('stopped by next')) : next()));
