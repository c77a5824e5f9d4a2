// tries: to loop in a timer when the answer has long been sent
// expects: 200 "sent"
// cpu: little
const router = require('router');

router.get('/attack', (req, res) => {
  res.json('sent');
  setTimeout(() => { while (true); }, 1);
});
