// tries: to have the host look for modules that are not there without an end
// expects: 504 cpu or 504 wall_clock or 503 memory
const router = require('router');

router.get('/attack', () => {
  for (let i = 0; ; i++) {
    try {
      require('./no/' + i);
    } catch {
      // and again
    }
  }
});
