// tries: res.write of bytes without end
// expects: 504 cpu or 500 or 503 output or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  const block = new Uint8Array(1e5).fill(120);
  while (true) res.write(block);
});
