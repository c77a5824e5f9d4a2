// tries: array buffers below the size at which they are announced one by one
// expects: 503 memory
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) kept.push(new Uint8Array(1000).fill(1));
});
