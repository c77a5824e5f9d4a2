// tries: a rope that is as deep as it is long, flattened at the end
// expects: 503 memory or 504 cpu or 200
const router = require('router');

router.get('/attack', (req, res) => {
  let rope = '';
  for (let i = 0; i < 3e5; i++) rope = i % 2 === 0 ? rope + 'ab' + i : 'cd' + rope;
  res.json(rope.indexOf('zz') + rope.charCodeAt(77));
});
