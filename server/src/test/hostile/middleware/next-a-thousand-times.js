// tries: to call next() a thousand times
// expects: 200 "handled"
const router = require('router');

router.use((req, res, next) => { for (let i = 0; i < 1000; i++) next(); });
router.get('/attack', (req, res) => res.json('handled'));
