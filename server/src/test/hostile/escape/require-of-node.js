// tries: Node's modules that reach the machine, by every name, and what those that are here would reach
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const names = 'child_process https vm worker_threads module inspector v8 cluster dgram dns tls repl'.split(' ');
  const reached = [];
  for (const name of names) {
    for (const each of [name, 'node:' + name, name + '/', '/' + name, 'node:node:' + name]) {
      try { if (require(each)) reached.push(each); } catch { /* there is none */ }
    }
  }
  const [fs, net, http, os] = ['fs', 'net', 'http', 'os'].map((name) => require('node:' + name));
  for (const path of ['/etc/passwd', '/../../../../etc/passwd', '../../../../../../etc/passwd', '/proc/self/environ', 'file:///etc/passwd', new URL('file:///etc/passwd'), Buffer.from('/etc/passwd')]) {
    for (const call of ['readFileSync', 'statSync', 'readdirSync', 'realpathSync', 'openSync', 'writeFileSync', 'unlinkSync', 'symlinkSync']) {
      try { if (fs[call](path, 'x') && call !== 'realpathSync') reached.push(call + ' ' + path); } catch { /* there is none */ }
    }
  }
  for (const [name, call] of [
    ['net.connect', () => net.connect(80, '127.0.0.1')],
    ['net.createServer', () => net.createServer().listen(0)],
    ['http.get', () => http.get('http://127.0.0.1/')],
    ['http.createServer', () => http.createServer(() => {}).listen(0)],
  ]) {
    try { call(); reached.push(name); } catch { /* refused */ }
  }
  if (os.hostname() !== 'annex' || os.cpus().length > 0 || Object.keys(os.networkInterfaces()).length > 0 || os.totalmem() > 0) reached.push('os');
  res.json(reached);
});
