const router = require('router');
const { answers } = require('./inputs');
const probes = require('./probes');
const { run } = require('./show');

router.get('/answers/:topic/:from/:to', (req, res) => res.json(answers(req.params.topic, Number(req.params.from), Number(req.params.to))));
router.get('/probes', async (req, res) => res.json(await run(probes)));
