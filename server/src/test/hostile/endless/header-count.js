// tries: a hundred thousand headers
// expects: 500 or 504 cpu
const router = require('router');

router.get('/attack', (req, res) => {
  for (let i = 0; i < 20000; i++) res.append?.(`X-${i}`, String(i));
  for (let i = 0; i < 3000; i++) res.set(`Y-${i}`, [String(i), 'again']);
  res.json('sent');
});
