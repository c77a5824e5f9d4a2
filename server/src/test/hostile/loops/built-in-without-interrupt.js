// tries: work of minutes inside one built-in call: indexOf over an array-like, includes over holes
// expects: 504 cpu or 504 wall_clock
// thread: hangs
const router = require('router');

router.get('/attack', (req, res) => res.json(Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)));
