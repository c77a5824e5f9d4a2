// tries: to build a Map from an iterator without end, inside the constructor
// expects: 503 memory or 504 cpu or 500
const router = require('router');

router.get('/attack', () => {
  let i = 0;
  new Map({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: [i++, i] }) }) });
});
