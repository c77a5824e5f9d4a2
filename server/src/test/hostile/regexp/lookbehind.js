// tries: backtracking inside a lookbehind, with back-references
// expects: 504 cpu
const router = require('router');

router.get('/attack', (req, res) => res.json(/(?<=^(a+)+)$/.test('b' + 'a'.repeat(40))));
