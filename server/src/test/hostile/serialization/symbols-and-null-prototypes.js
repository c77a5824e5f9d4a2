// tries: to answer, throw and log what cannot be converted to text
// expects: 500
const router = require('router');

router.get('/attack', () => {
  console.log(Symbol('s'), Object.create(null), 10n, new Proxy(function () {}, {}), { [Symbol.toStringTag]: { toString() { throw 1; } } });
  console.log('%s %d %j %o', Object.create(null), Symbol.iterator, 10n, { get x() { throw null; } });
  throw Object.create(null);
});
