const router = require('router');
const { wrong } = require('./known-answers');
const { answers, checked, made } = require('./run');

const numbers = ({ from, to }) => [Number(from), Number(to)];
router.get('/answers/:topic/:from/:to', async (req, res) => res.json(await answers(req.params.topic, ...numbers(req.params))));
router.get('/made/:from/:to', async (req, res) => res.json(await made(...numbers(req.params))));
router.post('/checked/:from', async (req, res) => res.json(await checked(Number(req.params.from), req.body)));
router.get('/known', async (req, res) => res.json(await wrong()));
