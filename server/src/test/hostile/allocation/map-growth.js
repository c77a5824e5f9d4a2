// tries: to fill one Map and one Set until their tables cannot grow
// expects: 503 memory or 504 cpu or 500
const router = require('router');

router.get('/attack', () => {
  const map = new Map();
  const set = new Set();
  for (let i = 0; ; i++) {
    map.set(i, i);
    set.add(-i);
  }
});
