// tries: intervals that never end, one more with each request
// expects: 200 "sent"
const router = require('router');

router.get('/attack', (req, res) => {
  setInterval(() => { let sum = 0; for (let i = 0; i < 1e4; i++) sum += i; }, 1);
  res.json('sent');
});
