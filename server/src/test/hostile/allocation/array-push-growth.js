// tries: to grow one array by push, which doubles its store each time
// expects: 503 memory
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) kept.push(kept.length);
});
