// tries: the JSON and the text of an array that has a length and nothing else
// expects: 503 memory or 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json([String(new Array(2 ** 29)).length, new Array(3e8)]));
