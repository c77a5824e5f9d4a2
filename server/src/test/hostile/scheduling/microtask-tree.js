// tries: microtasks that double each time
// expects: 503 memory or 504 cpu
const router = require('router');

router.get('/attack', () => {
  const twice = () => { queueMicrotask(twice); queueMicrotask(twice); };
  twice();
  return new Promise(() => {});
});
