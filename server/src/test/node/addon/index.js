const router = require('router');
const run = require('./run');

router.get('/probes', async (req, res) => res.json(await run({ ...require('./probes'), ...require('./zlib-probes'), ...require('./ordinary-probes') })));
router.get('/crypto', async (req, res) => res.json(await run(require('./crypto-probes'))));
