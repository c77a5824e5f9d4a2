const router = require('router');
const { rate } = require('./uses.js');

router.get('/rate', async (req, res) => res.json({ rate: await rate(req.query.name, Number(req.query.ms)) }));
