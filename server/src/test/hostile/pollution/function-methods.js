// tries: call, apply and bind replaced
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const stolen = [];
  Function.prototype.call = function (...args) { stolen[stolen.length] = this; return undefined; };
  Function.prototype.apply = function (...args) { stolen[stolen.length] = this; return undefined; };
  Function.prototype.bind = function () { return () => 'forged'; };
  Function.prototype[Symbol.hasInstance] = () => true;
  console.log('a', { b: 1 });
  setTimeout(() => {}, 1);
  res.json({ stolen: stolen.map((f) => f.name) });
});
