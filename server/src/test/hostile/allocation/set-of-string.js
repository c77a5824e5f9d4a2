// tries: a Set of the positions of an endless text
// expects: 503 memory or 504 cpu or 500
const router = require('router');

router.get('/attack', (req, res) => res.json(new Set(new Array(5e7).keys()).size));
