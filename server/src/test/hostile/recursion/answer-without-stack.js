// tries: to answer with so little stack left that the answer cannot be made
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  const deeper = () => { try { deeper(); } catch { res.json({ at: 'the end of the stack' }); } };
  deeper();
});
