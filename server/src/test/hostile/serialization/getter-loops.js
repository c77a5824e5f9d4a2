// tries: to answer an object whose getter does not return
// expects: 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json({ get x() { while (true); } }));
