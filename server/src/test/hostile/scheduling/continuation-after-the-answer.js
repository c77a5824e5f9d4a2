// tries: to loop in a promise's continuation after the answer
// expects: 504 cpu or 200 "sent"
const router = require('router');

router.get('/attack', async (req, res) => {
  res.json('sent');
  await null;
  while (true);
});
