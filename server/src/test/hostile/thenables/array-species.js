// tries: species of arrays that run code and hand out foreign objects
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  Object.defineProperty(Array, Symbol.species, { configurable: true, get: () => function () { return new Proxy([], { set() { throw new Error('species'); } }); } });
  Array.prototype.constructor = { [Symbol.species]: function () { throw new Error('constructor'); } };
  res.set('X-One', ['1', '2']).cookie('a', 'b');
  res.set('X-One', '3');
  console.log(['a', { b: [1] }]);
  res.json('fine');
});
