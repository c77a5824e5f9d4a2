// tries: to throw null, undefined, a Proxy, a revoked Proxy, a function, the request itself
// expects: 500
const router = require('router');

const revoked = Proxy.revocable({}, {});
revoked.revoke();
let turn = 0;
router.get('/attack', (req, res) => {
  const things = [null, undefined, new Proxy({}, {}), revoked.proxy, () => {}, req, res, globalThis, NaN, -0, 'x'.repeat(1e5)];
  throw things[turn++ % things.length];
});
