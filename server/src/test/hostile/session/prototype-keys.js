// tries: keys named __proto__, constructor and toJSON in the session
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  Object.defineProperty(req.session, '__proto__', { value: { polluted: true }, enumerable: true, configurable: true, writable: true });
  req.session.constructor = { prototype: { polluted: true } };
  req.session.toJSON = 'text';
  res.json({ polluted: {}.polluted });
});
