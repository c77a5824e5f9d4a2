// tries: a subclass of Uint8Array, a Proxy of one, and a view of a resizable buffer that grows
// expects: any
const router = require('router');

class Bytes extends Uint8Array { get byteLength() { return 2 ** 40; } get buffer() { return this; } }
router.get('/attack', (req, res) => {
  try { res.send(new Proxy(new Uint8Array(8), {})); } catch { /* the next */ }
  res.send(new Bytes(8));
});
