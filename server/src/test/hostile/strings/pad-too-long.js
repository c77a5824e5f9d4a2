// tries: padStart and padEnd to what V8 does not allow
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.send('x'.padStart(2 ** 30).padEnd(2 ** 31)));
