// tries: an error whose message and stack have a quarter of a gigabyte
// expects: 500 or 503 memory or 504 cpu
const router = require('router');

router.get('/attack', () => { throw new Error('x'.repeat(2 ** 28)); });
