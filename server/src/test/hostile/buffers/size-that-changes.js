// tries: a length whose valueOf says 8 when it is checked and 16 GB when it is used
// expects: 200 8
const router = require('router');

router.get('/attack', (req, res) => {
  let asked = 0;
  res.json(new ArrayBuffer({ valueOf: () => (asked++ === 0 ? 8 : 2 ** 34) }).byteLength);
});
