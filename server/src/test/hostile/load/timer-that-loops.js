// tries: a timer of the add-on itself that does not return, in every worker that is started
// expects: 200 "reached" or 503 terminated
// cpu: little
const router = require('router');

router.get('/attack', (req, res) => res.json('reached'));
setTimeout(() => { while (true); }, 1);
