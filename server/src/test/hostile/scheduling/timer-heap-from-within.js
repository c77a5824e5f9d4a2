// tries: to break the order of timers through the timer objects
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const timers = Array.from({ length: 50 }, (_, i) => setTimeout(() => {}, 10 + i));
  for (const timer of timers) { timer.due = NaN; timer.place = -7; timer.interval = 0; timer.callback = null; timer.exchange = 1; }
  timers.forEach((timer) => timer.refresh());
  timers.forEach(clearTimeout);
  res.json('broken');
});
