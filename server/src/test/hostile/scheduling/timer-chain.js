// tries: timers of no delay that set timers, never answering
// expects: 504 cpu or 504 wall_clock
const router = require('router');

router.get('/attack', () => {
  const again = () => { setTimeout(again, 0); setImmediate(() => {}); };
  again();
  return new Promise(() => {});
});
