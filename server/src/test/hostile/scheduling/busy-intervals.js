// tries: intervals of which each uses a little less than is allowed, for ever
// expects: 200 "sent"
const router = require('router');

router.get('/attack', (req, res) => {
  setInterval(() => { const until = Date.now() + 50; while (Date.now() < until); }, 1);
  res.json('sent');
});
