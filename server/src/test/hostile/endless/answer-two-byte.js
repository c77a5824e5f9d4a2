// tries: an answer whose text doubles when it is encoded, just above the limit
// expects: 503 output or 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.send('\u20ac'.repeat(30e6)));
