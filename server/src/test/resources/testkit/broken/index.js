const router = require('router');
router.gett('/', (req, res) => res.json('never'));
