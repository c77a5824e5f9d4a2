// tries: bytes by TextEncoder and Buffer
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const text = 'x'.repeat(1e6);
  while (true) kept.push(new TextEncoder().encode(text), Buffer.from(text), Buffer.allocUnsafe(1e6), Buffer.concat([Buffer.alloc(1e6)]));
});
