// tries: a replacer that answers with itself once more at every step
// expects: 500 or 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.send(JSON.stringify({}, (key, value) => ({ value }))));
