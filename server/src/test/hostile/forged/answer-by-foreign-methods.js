// tries: the methods of one answer called on another and on what is none
// expects: 200 "mine" or 200 "again"
const router = require('router');

let first;
router.get('/attack', (req, res) => {
  const { json, send, set, message } = Object.getPrototypeOf(res);
  for (const self of [{}, null, new Proxy(res, {}), Object.create(res), req]) {
    for (const method of [json, send, set, message]) { try { method.call(self, 'forged', '1'); } catch { /* refused */ } }
  }
  first ??= res;
  try { first.json('again'); } catch { /* refused */ }
  if (first === res) return;
  res.json('mine');
});
