// tries: to enlarge a buffer by transferring it
// expects: 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.json(new Uint8Array(new ArrayBuffer(8).transfer(2 ** 33)).fill(1).length));
