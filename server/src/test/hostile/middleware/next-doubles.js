// tries: sixty-four middlewares that each call next() twice
// expects: 504 cpu
const router = require('router');

for (let i = 0; i < 64; i++) router.use((req, res, next) => { if (req.path === '/attack') { next(); next(); } else next(); });
router.get('/attack', (req, res) => res.json('handled'));
