// tries: loops around loops in numbers and typed arrays, until they are optimized
// expects: 504 cpu
const router = require('router');

const cells = new Int32Array(1024);
router.get('/attack', () => {
  for (;;) for (let i = 0; i < 1024; i++) for (let j = 0; j < 4; j++) cells[i] = (cells[i] * 31 + j) | 0;
});
