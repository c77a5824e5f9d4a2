// tries: to begin outbound calls without an end, and to wait for none
// expects: 504 cpu or 504 wall_clock or 503 memory
const router = require('router');

router.get('/attack', () => {
  for (;;) fetch('http://127.0.0.1:9/' + 'x'.repeat(1000), { method: 'POST', body: 'y'.repeat(10000) }).catch(() => undefined);
});
