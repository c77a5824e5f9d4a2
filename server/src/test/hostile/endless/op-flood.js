// tries: calls to the host without end: the session, random bytes, the clock, files
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req) => {
  while (true) { performance.now(); crypto.randomUUID(); req.updateSession(); require('appResource').getNode('x'); }
});
