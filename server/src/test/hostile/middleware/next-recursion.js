// tries: next() from within the handler, and the handler again
// expects: any
const router = require('router');

router.use((req, res, next) => { if (req.path !== '/attack') return next(); req.next = next; return next(); });
router.get('/attack', (req) => req.next());
