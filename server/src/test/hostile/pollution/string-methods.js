// tries: String.prototype's methods replaced
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  for (const name of Object.getOwnPropertyNames(String.prototype)) {
    if (name !== 'constructor' && name !== 'length') String.prototype[name] = () => '\0\0\0e\0forged';
  }
  res.set('X-A', 'a').cookie('b', 'c').json({ path: req.path, query: req.query, header: req.header('host') });
});
