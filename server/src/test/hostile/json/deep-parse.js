// tries: to parse a million nested arrays
// expects: 500 or 503 memory or 504 cpu or 504 wall_clock
const router = require('router');

router.get('/attack', (req, res) => res.json(JSON.parse('['.repeat(1e6) + ']'.repeat(1e6)).length));
