// tries: to flatten as much rope as the whole heap may hold
// expects: 503 memory or 504 cpu or 504 wall_clock
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) {
    const rope = 'x'.repeat(2 ** 24) + kept.length;
    rope.charCodeAt(5);
    kept.push(rope);
  }
});
