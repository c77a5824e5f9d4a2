// tries: to fill an array of 3e8 elements inside one built-in, which V8 cannot do and ends its process
// expects: 503 memory
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => res.json(new Array(3e8).fill(0).length));
