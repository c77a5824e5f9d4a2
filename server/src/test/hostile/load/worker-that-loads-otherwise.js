// tries: to register other routes in each worker, so that endpoint numbers mean other things
// expects: any
// after: any
const router = require('router');

const odd = Math.random() < 0.5;
for (let i = 0; i < (odd ? 0 : 5); i++) router.get('/x' + i, (req, res) => res.json('x' + i));
router.get('/attack', (req, res) => { if (Math.random() < 0.5) while (true); res.json('which'); });
