// tries: to read an upload when its request has been answered
// expects: 200 kept
// sends: form
const router = require('router');
let kept;

router.post('/attack', (req, res) => {
  if (kept) {
    try {
      if (kept.text() === 'not mine') return res.send('read');
    } catch {
      // as it should
    }
  }
  kept = req.file('f');
  res.send('kept');
});
