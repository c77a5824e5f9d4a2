// tries: files outside the resource folder, by name and as an answer
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const { getContent, getNode } = require('appResource');
  const reached = [];
  for (const name of ['../manifest.json', '../index.js', '/../../good/index.js', '/etc/passwd', '//etc/passwd', '..%2findex.js', 'a/../../index.js', '', '.', '\0', '../../../../../../../../proc/self/environ']) {
    try { if (getContent(name) !== null || getNode(name) !== null) reached.push(name); } catch { /* outside */ }
  }
  res.json(reached);
});
