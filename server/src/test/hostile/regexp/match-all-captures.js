// tries: matches with thousands of captures, all kept
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const many = new RegExp('(a)?'.repeat(2000), 'gd');
  while (true) kept.push([...'a'.repeat(1e4).matchAll(many)]);
});
