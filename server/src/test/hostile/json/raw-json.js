// tries: raw pieces that are no JSON
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.json({ raw: JSON.rawJSON('1}\u0000{') }));
