// tries: to hold a large body and never to answer
// expects: 504 wall_clock
// sends: text
const router = require('router');

router.post('/attack', () => new Promise(() => undefined));
