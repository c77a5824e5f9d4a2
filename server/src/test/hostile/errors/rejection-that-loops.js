// tries: a promise rejected with what does not return when it is read
// expects: 200 "sent"
const router = require('router');

router.get('/attack', (req, res) => {
  Promise.reject(Object.defineProperty(new Error('x'), 'stack', { get() { while (true); } }));
  res.json('sent');
});
