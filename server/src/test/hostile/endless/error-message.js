// tries: an error whose message and stack have eight megabytes
// expects: 500 or 503 memory or 504 cpu or 504 wall_clock
const router = require('router');

router.get('/attack', () => { throw new Error('x'.repeat(2 ** 23)); });
