// tries: to put the worker's thread to sleep
// expects: 504 wall_clock
const router = require('router');

router.get('/attack', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0));
