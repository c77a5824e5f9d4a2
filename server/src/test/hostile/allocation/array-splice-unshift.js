// tries: to move a large array about in memory again and again
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', () => {
  const large = new Array(5e5).fill(1);
  while (true) {
    large.unshift(1);
    large.splice(1, 1);
  }
});
