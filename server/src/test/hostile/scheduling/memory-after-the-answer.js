// tries: to grow the heap in a timer after the answer
// expects: 200 "sent"
const router = require('router');

const kept = [];
router.get('/attack', (req, res) => {
  res.json('sent');
  setTimeout(() => { while (true) kept.push({ a: [kept.length] }); }, 1);
});
