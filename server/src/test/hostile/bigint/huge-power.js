// tries: a power as large as V8 allows
// expects: 500 or 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.send(String((2n ** (2n ** 29n)) * 3n)));
