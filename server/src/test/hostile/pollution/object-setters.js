// tries: setters on Object.prototype for the names of the library's own fields
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  for (const name of ['number', 'message', 'exchange', 'resolve', 'reject', 'error', 'due', 'place', 'order', 'limits', 'session', 'handler', 'exports', 'loaded']) {
    Object.defineProperty(Object.prototype, name, { configurable: true, get() { return 'forged'; }, set(value) { throw new Error('set ' + name); } });
  }
  setTimeout(() => {}, 1);
  res.json({ session: Object.keys(req.session) });
});
