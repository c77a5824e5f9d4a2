// tries: to ask the host for random bytes without an end
// expects: 504 cpu or 504 wall_clock or 503 memory
const router = require('router');

router.get('/attack', () => {
  const bytes = new Uint8Array(65536);
  for (;;) crypto.getRandomValues(bytes);
});
