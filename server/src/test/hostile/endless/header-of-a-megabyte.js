// tries: one header of a megabyte, which no client reads
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.set('X-Long', 'x'.repeat(1e6)).json('sent'));
