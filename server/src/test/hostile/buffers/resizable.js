// tries: to grow a resizable buffer to what it announced as its most
// expects: 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  const growing = new ArrayBuffer(8, { maxByteLength: 2 ** 32 });
  growing.resize(2 ** 32);
  res.json(new Uint8Array(growing).fill(1).length);
});
