// tries: a search of 10^13 steps inside one built-in of strings, which nothing interrupts
// expects: 504 cpu or 504 wall_clock
// thread: hangs
const router = require('router');

router.get('/attack', (req, res) => res.json('a'.repeat(8e6).lastIndexOf('a'.repeat(4e6) + 'b')));
