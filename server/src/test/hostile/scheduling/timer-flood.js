// tries: more timers than allowed
// expects: 500
const router = require('router');

router.get('/attack', () => { for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 60000); });
