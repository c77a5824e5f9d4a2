// tries: to learn the host's folders and classes from stacks and messages
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  const seen = [new Error('x').stack];
  for (const use of [() => require('./nothing'), () => require('\0'), () => crypto.getRandomValues(new Uint8Array(70000)), () => crypto.getRandomValues(null), () => require('appResource').getContent(Symbol()),
    () => setTimeout(null), () => new Function('('), () => res.set('\0', 'x'), () => res.sendFile({}), () => res.cookie(null), () => { req.session = 1; }, () => structuredClone(() => {}), () => res.redirect(Symbol())]) {
    try { use(); } catch (error) { seen.push(String(error?.message), String(error?.stack)); }
  }
  res.json(seen);
});
