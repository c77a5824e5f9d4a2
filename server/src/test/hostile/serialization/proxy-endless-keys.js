// tries: to answer a Proxy with as many keys as asked for
// expects: 503 memory or 504 cpu or 500
const router = require('router');

router.get('/attack', (req, res) => res.json(new Proxy({}, {
  ownKeys: () => Array.from({ length: 1e6 }, (_, i) => 'k' + i),
  getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
  get: () => new Proxy({}, { ownKeys: () => { while (true); } }),
})));
