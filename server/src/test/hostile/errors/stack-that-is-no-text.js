// tries: stacks that are objects, symbols, functions and Proxies
// expects: 500
const router = require('router');

let turn = 0;
router.get('/attack', () => {
  const stacks = [Symbol('x'), {}, () => {}, new Proxy({}, { get() { throw 1; } }), 7n, null, ['a'], { toString: () => ({}) }];
  throw Object.assign(new Error('x'), { stack: stacks[turn++ % stacks.length] });
});
