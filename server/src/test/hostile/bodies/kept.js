// tries: to keep what it is sent for ever, many times over
// expects: 503 memory or 200 kept or 503 terminated
// sends: text
const router = require('router');
const kept = [];

router.post('/attack', (req, res) => {
  for (let i = 0; i < 100; i++) kept.push(req.body.toUpperCase() + i, Buffer.from(req.body));
  res.send('kept');
});
