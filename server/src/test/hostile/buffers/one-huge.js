// tries: one array buffer of 16 GB
// expects: 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.json(new ArrayBuffer(2 ** 34).byteLength));
