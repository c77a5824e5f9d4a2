// tries: to spread half a gigabyte of text into single characters
// expects: 503 memory or 504 cpu or 504 wall_clock
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json([...'x'.repeat(2 ** 29 - 100)].length));
