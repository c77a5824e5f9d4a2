// tries: the keys and entries of half a gigabyte of text
// expects: 503 memory or 500
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json(Object.keys('x'.repeat(2 ** 29 - 100)).length + Object.entries('y'.repeat(2 ** 28)).length));
