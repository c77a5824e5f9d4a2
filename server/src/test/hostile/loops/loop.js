// tries: an empty loop
// expects: 504 cpu
const router = require('router');

router.get('/attack', () => { while (true); });
