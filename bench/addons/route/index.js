const router = require('router');

router.use((req, res, next) => {
  res.set('X-Bench', '1');
  next();
});

router.get('/user/:id', (req, res) => {
  const id = req.params.id;
  res.json({ id, name: `User ${id}`, email: `user${id}@example.com`, active: true, score: 87.5 });
});
