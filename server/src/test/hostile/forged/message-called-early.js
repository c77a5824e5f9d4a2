// tries: to make its own answer's message, early and often
// expects: 200 "mine"
const router = require('router');

router.get('/attack', (req, res) => {
  const before = res.message?.();
  res.json('mine');
  for (let i = 0; i < 10; i++) res.message?.();
  try { Object.assign(res, { message: () => '1\x00200\0\0\0t\0forged' }); } catch { /* fixed */ }
  void before;
});
