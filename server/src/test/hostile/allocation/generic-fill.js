// tries: to fill an object that only says it is long
// expects: 503 memory
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json(Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0).length));
