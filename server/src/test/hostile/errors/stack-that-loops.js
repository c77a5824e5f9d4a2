// tries: an error whose stack does not return
// expects: 504 cpu
const router = require('router');

router.get('/attack', () => { throw Object.defineProperty(new Error('x'), 'stack', { get() { while (true); } }); });
