// tries: copies of an array that has a length and nothing else
// expects: 503 memory or 500
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json(new Array(2 ** 32 - 1).toReversed().length + new Array(3e8).toSpliced(0, 1).length));
