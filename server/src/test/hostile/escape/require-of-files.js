// tries: paths out of the add-on, by every notation
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const paths = ['/../../../etc/passwd', '../../../../../../etc/passwd', '/etc/passwd', './../good/index.js', '../good/manifest.json', './%2e%2e/%2e%2e/etc/passwd',
    './..\\..\\etc\\passwd', './\0/../../etc/passwd', 'file:///etc/passwd', './/../..//etc/passwd', './/etc/passwd', '/proc/self/environ', './.././../x', './.../etc', '.', '..', '/'];
  const reached = [];
  for (const path of paths) {
    try { const value = require(path); if (path !== '.' && path !== '/' && path !== '..') reached.push(path); void value; } catch { /* outside */ }
  }
  res.json(reached);
});
