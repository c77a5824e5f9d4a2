// tries: Node's modules that reach the machine, by every name
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const names = 'fs child_process net http https os vm worker_threads module inspector v8 cluster dgram dns tls repl fs/promises zlib'.split(' ');
  const reached = [];
  for (const name of names) {
    for (const each of [name, 'node:' + name, name + '/', '/' + name, 'node:node:' + name]) {
      try { if (require(each)) reached.push(each); } catch { /* there is none */ }
    }
  }
  res.json(reached);
});
