// tries: Object.prototype with get, set, value, writable, then, toJSON, constructor and numbers
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  Object.prototype.get = () => 'got';
  Object.prototype.set = () => { throw new Error('set'); };
  Object.prototype.value = 'value';
  Object.prototype.then = (fulfil) => fulfil('then');
  Object.prototype.toJSON = () => ({ forged: true });
  Object.prototype.error = 'error';
  Object.prototype[0] = 'zero';
  res.json({ query: req.query });
});
