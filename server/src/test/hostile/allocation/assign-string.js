// tries: to assign half a gigabyte of characters to an object
// expects: 503 memory
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json(Object.assign({}, 'x'.repeat(2 ** 29 - 100)).length));
