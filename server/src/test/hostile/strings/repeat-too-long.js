// tries: strings longer than V8 allows
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.send('x'.repeat(2 ** 30)));
