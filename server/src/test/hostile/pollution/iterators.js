// tries: the iterators of arrays, strings and maps replaced by endless ones
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const endless = function () { return { next: () => ({ done: false, value: ['a', 'b'] }), [Symbol.iterator]() { return this; } }; };
  Array.prototype[Symbol.iterator] = endless;
  Map.prototype[Symbol.iterator] = endless;
  Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: false, value: 'forged' });
  console.log('a', 'b');
  res.set('X-A', ['1']).json({ headers: req.headers });
});
