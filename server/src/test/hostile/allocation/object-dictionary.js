// tries: to grow one object's dictionary of properties
// expects: 503 memory or 504 cpu
const router = require('router');

router.get('/attack', () => {
  const table = {};
  for (let i = 0; ; i++) table['key' + i] = i;
});
