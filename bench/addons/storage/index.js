const router = require('router');
const users = require('storage').getKeyValueDataStore('users');

users.put('123', { id: '123', name: 'User 123', email: 'user123@example.com', active: true, score: 87.5 });

router.use((req, res, next) => {
  res.set('X-Bench', '1');
  next();
});

router.get('/user/:id', (req, res) => {
  res.json(users.get(req.params.id));
});
