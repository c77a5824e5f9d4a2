// tries: a reviver that grows what is being revived
// expects: 200 or 500 or 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => res.json(JSON.parse('[[1]]', function (key, value) {
  return Array.isArray(this) ? { more: [this, { deeper: value }] } : [value, [[value]]];
})));
