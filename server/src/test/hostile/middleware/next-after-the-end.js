// tries: next(), with errors and without, when the answer has long been sent
// expects: 200 "handled"
const router = require('router');

let kept;
router.use((req, res, next) => { kept ??= next; setTimeout(() => { kept(new Error('late')); kept(); next(null); next(new Proxy({}, {})); }, 1); next(); });
router.get('/attack', (req, res) => res.json('handled'));
