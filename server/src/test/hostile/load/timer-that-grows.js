// tries: a timer of the add-on itself that takes all memory, in every worker that is started
// expects: 200 "reached" or 503 terminated or 503 memory
const router = require('router');

const kept = [];
router.get('/attack', (req, res) => res.json('reached'));
setInterval(() => { while (true) kept.push({ a: [kept.length] }); }, 1);
