// tries: Array.from with a length that lies, all of it inside the built-in
// expects: 503 memory or 504 cpu or 504 wall_clock
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json(Array.from({ length: 4e9 }).length));
