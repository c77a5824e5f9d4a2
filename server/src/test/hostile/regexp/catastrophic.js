// tries: nested quantifiers against a text that nearly matches
// expects: 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json(/^(a+)+$/.test('a'.repeat(40) + 'b')));
