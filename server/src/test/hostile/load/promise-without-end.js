// tries: microtasks that do not end while the add-on is evaluated
// expects: refused
const router = require('router');

router.get('/attack', (req, res) => res.json('never'));
(async () => { for (;;) await null; })();
