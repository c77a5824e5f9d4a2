// tries: a small object whose JSON has 32 MB
// expects: 503 output or 503 memory or 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json(new Array(8).fill('x'.repeat(2 ** 22))));
