// tries: a body that is nested a hundred thousand times
// expects: 200 or 400 or 500
// sends: deep
const router = require('router');

router.post('/attack', (req, res) => res.send(typeof req.body));
