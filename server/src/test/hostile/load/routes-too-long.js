// tries: a path of a megabyte
// expects: refused
const router = require('router');

router.get('/' + 'x/'.repeat(5e5), (req, res) => res.json('reached'));
