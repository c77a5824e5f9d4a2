// tries: to join arrays that have a length and nothing else to one
// expects: any
const router = require('router');

router.get('/attack', (req, res) => res.json([].concat(new Array(3e8), new Array(3e8), new Array(1e9)).length));
