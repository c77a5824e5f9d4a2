// tries: clones and transfers by structuredClone
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) {
    const source = new Uint8Array(1e6).fill(1);
    kept.push(structuredClone(source), structuredClone(source.buffer, { transfer: [source.buffer] }));
  }
});
