// tries: a thenable that never calls back
// expects: 504 wall_clock
const router = require('router');

router.get('/attack', () => ({ then() {} }));
