// tries: to have the host make more random bytes than it should
// expects: 200 refused or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  let made = 0;
  for (const size of [65537, 1e6, 8e6]) {
    try {
      made = Math.max(made, crypto.getRandomValues(new Uint8Array(size)).length);
    } catch {
      // as it should
    }
  }
  res.send(made > 65536 ? 'made ' + made : 'refused');
});
