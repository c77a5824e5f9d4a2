// tries: to send bytes whose buffer is gone, was resized, or is shared
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  const gone = new Uint8Array(1000);
  gone.buffer.transfer();
  const cut = new ArrayBuffer(1000, { maxByteLength: 2000 });
  const view = new Uint8Array(cut, 500);
  cut.resize(100);
  for (const body of [gone, view, new DataView(new SharedArrayBuffer(8)), new Uint8Array(new SharedArrayBuffer(8))]) {
    try { res.send(body); } catch (error) { res.set('X-Refused', error.name); }
  }
});
