// tries: rejections with promises, Proxies, huge texts and numbers, which the host must not read in vain
// expects: 200 "rejected" or 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  const never = new Promise(() => {});
  for (const reason of [never, new Proxy({}, { get() { throw 1; } }), 7n ** 100000n, Symbol('x'), 'x'.repeat(2 ** 22), Object.create(null), undefined]) Promise.reject(reason);
  const circle = new Promise((_, reject) => setTimeout(() => reject(circle), 1));
  res.json('rejected');
});
