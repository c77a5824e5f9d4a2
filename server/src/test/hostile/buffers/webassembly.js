// tries: memory of WebAssembly, which is outside of every limit
// expects: 200 "undefined"
const router = require('router');

router.get('/attack', (req, res) => res.json(typeof WebAssembly));
