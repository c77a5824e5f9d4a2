// tries: a comparator that answers at random, changes the array and throws in the end
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', () => {
  const numbers = new Array(1e5).fill(0).map((_, i) => i);
  while (true) {
    numbers.sort(() => { numbers.length = Math.trunc(Math.random() * 1e5); numbers.push({}); return Math.random() - 0.5; });
    numbers.length = 1e5;
  }
});
