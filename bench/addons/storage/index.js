const router = require('router');
const users = require('storage').getKeyValueDataStore('users');

router.use((req, res, next) => {
  res.set('X-Bench', '1');
  next();
});

router.get('/user/:id', (req, res) => {
  let user;
  try {
    user = users.get(req.params.id);
  } catch {
    // The first request.
    user = users.put(req.params.id, { id: req.params.id, name: `User ${req.params.id}`, email: `user${req.params.id}@example.com`, active: true, score: 87.5 });
  }
  res.json(user);
});
