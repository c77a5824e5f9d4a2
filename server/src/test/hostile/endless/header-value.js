// tries: one header of a hundred megabytes
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.set('X-Long', 'x'.repeat(1e8)).json('sent'));
