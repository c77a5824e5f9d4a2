// tries: growable shared buffers, which no garbage collection of one isolate frees
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) {
    const shared = new SharedArrayBuffer(1, { maxByteLength: 4e6 });
    shared.grow(4e6);
    kept.push(new Uint8Array(shared).fill(1));
  }
});
