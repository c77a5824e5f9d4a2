// tries: names of modules that are paths, bytes or messages to the host
// expects: 200 nothing
const router = require('router');

router.get('/attack', (req, res) => {
  const names = ['/etc/passwd', '../../../../etc/passwd', './\0', './a\0b', 'file:///etc/passwd', '\\\\host\\share',
    './' + 'a/'.repeat(5000), 'x'.repeat(1e6), './%2e%2e/%2e%2e/etc/passwd', './\ud800', '\u202e', './attack\n', '/proc/self/environ'];
  const found = [];
  for (const name of names) {
    try {
      require(name);
      found.push(name.slice(0, 50));
    } catch {
      // as it should
    }
  }
  res.send(found.join() || 'nothing');
});
