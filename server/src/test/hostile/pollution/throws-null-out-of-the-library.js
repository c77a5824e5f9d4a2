// tries: the same with values that are no errors at all
// expects: 500 or 200 or 504 cpu or 504 wall_clock
// after: any
const router = require('router');

let turn = 0;
router.get('/attack', (req, res) => {
  const things = [null, undefined, new Proxy(() => {}, { get() { throw null; } }), Symbol('x'), 'y'.repeat(2 ** 24), { toString() { throw 1; } }];
  Map.prototype.set = () => { throw things[turn++ % things.length]; };
  return new Promise(() => {});
});
