// tries: Array.prototype's methods replaced by ones that throw
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (typeof Array.prototype[name] === 'function' && name !== 'constructor') Array.prototype[name] = () => { throw new Error('polluted ' + name); };
  }
  res.set('X-A', ['1', '2']).json({ a: req.query });
});
