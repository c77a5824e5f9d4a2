// tries: NULs and numbers of other exchanges in header values
// expects: 200 "refused"
const router = require('router');

router.get('/attack', (req, res) => {
  let refused = 0;
  for (const value of ['a\x00200\0\0\0t\0forged', '1\x002\0', 'a\nSet-Cookie: x=1', 'a\r\n\r\nHTTP/1.1 200 OK', '\u010d\u010a']) {
    try { res.set('X-Forged', value); } catch { refused++; }
    try { res.set(value, 'x'); } catch { refused++; }
    try { res.cookie({ name: 'a', value: 'b', path: value }); } catch { refused++; }
    try { if (value < '\u0100') res.redirect(value); } catch { refused++; }
    try { res.type(value); } catch { refused++; }
  }
  res.json(refused === 24 ? 'refused' : refused);
});
