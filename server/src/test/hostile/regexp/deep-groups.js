// tries: groups nested a hundred thousand deep
// expects: 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json(new RegExp('('.repeat(1e5) + 'a' + ')'.repeat(1e5)).test('a')));
