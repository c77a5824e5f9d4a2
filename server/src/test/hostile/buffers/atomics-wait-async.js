// tries: a flood of waiters that nobody wakes
// expects: 503 memory or 504 cpu or 504 wall_clock or 500
const router = require('router');

router.get('/attack', () => {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  for (let i = 0; i < 1e6; i++) Atomics.waitAsync(cells, 0, 0, 1e6);
  return new Promise(() => {});
});
