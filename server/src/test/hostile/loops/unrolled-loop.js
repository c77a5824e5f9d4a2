// tries: a loop from which V8's optimizer could take the interrupt check
// expects: 504 cpu
const router = require('router');

router.get('/attack', () => { while (true) new Array(100).fill({ a: 1 }); });
