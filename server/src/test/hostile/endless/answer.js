// tries: an answer of half a gigabyte that costs the add-on nothing
// expects: 503 output
const router = require('router');

router.get('/attack', (req, res) => res.send('x'.repeat(2 ** 29 - 100)));
