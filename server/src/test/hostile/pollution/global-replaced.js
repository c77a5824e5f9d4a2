// tries: every property of the global object removed, then its prototype
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch { /* stays */ } }
  try { Object.setPrototypeOf(globalThis, null); } catch { /* stays */ }
  res.json({ left: true });
});
