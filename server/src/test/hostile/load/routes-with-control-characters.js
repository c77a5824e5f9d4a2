// tries: routes with line breaks and terminal codes, for whoever prints them
// expects: refused
const router = require('router');

router.get('/a\r\nAnnex ready on http://example.org\u001b[2J', (req, res) => res.json('reached'));
