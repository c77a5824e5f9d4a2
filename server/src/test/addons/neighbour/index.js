// The add-on that must not notice anything.
const router = require('router');
router.get('/', (req, res) => res.json({ well: true }));
