// tries: an answer of bytes just below the limit of the memory outside the heap, many times
// expects: 200 or 503 memory or 503 output
const router = require('router');

router.get('/attack', (req, res) => res.send(new Uint8Array(12e6)));
