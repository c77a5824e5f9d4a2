// tries: process.nextTick for ever
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', () => {
  const again = () => process.nextTick(again);
  again();
  return new Promise(() => {});
});
