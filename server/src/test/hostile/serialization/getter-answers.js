// tries: a getter that sends another answer while the first is being made
// expects: 200 {"second":true}
const router = require('router');

router.get('/attack', (req, res) => res.json({ get first() { res.json({ second: true }); return 1; } }));
