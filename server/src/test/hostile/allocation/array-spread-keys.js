// tries: to spread an iterator of 1e9 numbers into an array
// expects: 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.json([...new Array(1e9).keys()].length));
