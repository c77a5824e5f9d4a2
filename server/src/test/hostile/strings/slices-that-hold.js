// tries: to keep a large text alive by small slices of it
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
router.get('/attack', () => {
  for (let i = 0; ; i++) kept.push((i + 'y'.repeat(1e6)).split('').join('').slice(5, 30));
});
