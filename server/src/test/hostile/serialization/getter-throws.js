// tries: to answer objects whose getters throw what is no error
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.json({ get x() { throw new Proxy({}, { get() { throw null; } }); } }));
