// tries: to split half a gigabyte of text into single characters
// expects: 503 memory or 500
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json('xy'.repeat(2 ** 28 - 100).split('').length));
