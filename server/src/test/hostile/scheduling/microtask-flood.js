// tries: microtasks that beget microtasks
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', () => {
  const again = () => Promise.resolve().then(again);
  again();
  return new Promise(() => {});
});
