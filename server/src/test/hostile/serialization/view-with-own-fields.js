// tries: byte views that lie about buffer, length and offset
// expects: 200 hi
const router = require('router');

router.get('/attack', (req, res) => {
  const bytes = new Uint8Array([104, 105]);
  Object.defineProperties(bytes, { byteLength: { value: 1e9 }, byteOffset: { value: -8 }, buffer: { value: new ArrayBuffer(1) }, length: { value: 1e9 } });
  res.type('txt').send(bytes);
});
