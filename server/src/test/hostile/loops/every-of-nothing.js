// tries: to ask a callback of each of 2^53 elements that are not there
// expects: 504 cpu or 504 wall_clock
// thread: hangs
const router = require('router');

router.get('/attack', (req, res) => res.json(Array.prototype.every.call({ length: 2 ** 53 - 1 }, () => false)));
