// tries: rejections that reject more when they are read
// expects: 200 "sent"
const router = require('router');

const reject = () => Promise.reject(Object.defineProperty(new Error('x'), 'stack', { get: () => String(reject()) }));
router.get('/attack', (req, res) => {
  for (let i = 0; i < 20; i++) reject();
  res.json('sent');
});
