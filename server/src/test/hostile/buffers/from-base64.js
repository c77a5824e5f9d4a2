// tries: bytes decoded from long texts
// expects: 503 memory or 504 cpu or 500
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const text = 'AAAA'.repeat(1e6);
  while (true) kept.push(Uint8Array.fromBase64(text), Uint8Array.fromHex('00'.repeat(1e6)));
});
