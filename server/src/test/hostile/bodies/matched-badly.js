// tries: an expression that takes for ever over a body that a client has made for it
// expects: 504 cpu
// sends: text
const router = require('router');

router.post('/attack', (req, res) => res.json(/^(x+x+)+y$/.test(req.body)));
