// tries: names of files and modules of a megabyte
// expects: 200 or 504 cpu or 503 memory or 500
const router = require('router');

router.get('/attack', (req, res) => {
  const name = 'a'.repeat(1e6);
  const seen = [];
  for (const use of [() => require('appResource').getNode(name), () => require('./' + name), () => require(name)]) {
    try { seen.push(String(use()).slice(0, 20)); } catch (error) { seen.push(error.name); }
  }
  res.json(seen);
});
