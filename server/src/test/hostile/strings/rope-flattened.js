// tries: to flatten half a gigabyte of rope that costs nothing until then
// expects: 503 memory or 504 cpu or 504 wall_clock
// thread: dies
const router = require('router');

router.get('/attack', (req, res) => {
  const rope = 'x'.repeat(2 ** 29 - 100);
  let sum = 0;
  for (let i = 0; i < rope.length; i++) sum += rope.charCodeAt(i);
  res.json(sum);
});
