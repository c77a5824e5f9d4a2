// tries: many resizable buffers, each grown in steps below the size of an announcement
// expects: 503 memory
const router = require('router');

const kept = [];
router.get('/attack', () => {
  while (true) {
    const growing = new ArrayBuffer(0, { maxByteLength: 5e5 });
    for (let size = 0; size <= 5e5; size += 1e5) growing.resize(size);
    kept.push(new Uint8Array(growing).fill(7));
  }
});
