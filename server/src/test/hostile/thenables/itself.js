// tries: a thenable that fulfils with itself for ever
// expects: 504 cpu
const router = require('router');

router.get('/attack', () => ({ then(fulfil) { fulfil(this); } }));
