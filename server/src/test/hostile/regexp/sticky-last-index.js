// tries: a sticky expression whose lastIndex runs code, and an exec that never ends a global match
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', () => {
  const endless = /a/gy;
  endless.exec = () => ({ index: 0, length: 1, 0: 'a', get groups() { endless.lastIndex = { valueOf: () => 0 }; return undefined; } });
  'aaa'.replace(endless, 'b');
});
