// tries: Array.from with a length that lies
// expects: 503 memory or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json(Array.from({ length: 4e9 }, (_, i) => [i]).length));
