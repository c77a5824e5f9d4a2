// tries: res.write without end
// expects: 504 cpu or 500 or 503 output or 503 memory
const router = require('router');

router.get('/attack', (req, res) => { while (true) res.write('x'.repeat(1e6)); });
