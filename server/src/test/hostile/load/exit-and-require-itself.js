// tries: modules in a circle, modules that delete themselves from what they are
// expects: 200 "circle"
const router = require('router');

exports.self = require('./attack').self;
require('./index');
module.exports = null;
module.id = '/../../etc/passwd';
delete module.exports;
router.get('/attack', (req, res) => res.json('circle'));
