// tries: to freeze every intrinsic, so that the library's own writes fail
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  for (const each of [Object, Function, Array, String, Number, Promise, Map, Set, Error, RegExp, Date, Reflect, JSON, Uint8Array]) { Object.freeze(each); Object.freeze(each.prototype); }
  Object.freeze(globalThis);
  req.session.x = 1;
  res.set('X-A', 'a').json({ frozen: true });
});
