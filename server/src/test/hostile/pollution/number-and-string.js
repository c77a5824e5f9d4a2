// tries: String, Number, Object and Symbol replaced on the global object
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  globalThis.String = () => 'NaN\0-1\0';
  globalThis.Number = () => ({ valueOf: () => { throw new Error('number'); } });
  globalThis.Object = null;
  globalThis.Reflect = null;
  globalThis.Array = () => { throw new Error('array'); };
  setTimeout(() => {}, 5);
  res.json({ id: req.ip, timer: 'set' });
});
