// tries: Node's modules that reach the machine, by every name, and what those that are here would reach
// expects: 200 []
const router = require('router');

router.get('/attack', async (req, res) => {
  const reached = [];
  for (const name of 'wasi sqlite sea test trace_events'.split(' ')) {
    for (const each of [name, 'node:' + name, name + '/', '/' + name, 'node:node:' + name]) {
      try { if (require(each)) reached.push(each); } catch { /* there is none */ }
    }
  }
  // What these give at all says nothing of the machine.
  const harmless = /^(?:isIP|isIPv4|isIPv6|isatty|on|get(?:Servers|DefaultResultOrder|Ciphers|EnvironmentData|DefaultAutoSelect.*)|set.*|cachedDataVersionTag|isContext|url|mark.*|isMarked.*|receiveMessageOnPort|MessageChannel|MessagePort|BroadcastChannel|Socket|Stream|TLSSocket)$/;
  for (const name of 'child_process cluster dgram dns http2 inspector net repl tls tty v8 vm worker_threads'.split(' ')) {
    const module = require('node:' + name);
    for (const [key, member] of [...Object.entries(module), ...Object.entries(module.promises ?? {})]) {
      if (typeof member === 'function' && !harmless.test(key)) {
        for (const args of [['ls'], [80, '127.0.0.1', () => {}], [{ port: 80, host: '127.0.0.1' }], []]) {
          try { member(...args); reached.push(name + '.' + key); } catch { /* refused */ }
          try { new member(...args); reached.push('new ' + name + '.' + key); } catch { /* refused */ }
        }
      }
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
    ['net.Socket', () => new net.Socket().connect(80, '127.0.0.1')],
    ['process.binding', () => process.binding('fs')],
    ['process.dlopen', () => process.dlopen({}, '/lib/x86_64-linux-gnu/libc.so.6')],
    ['process.kill', () => process.kill(1, 0)],
    ['process.chdir', () => process.chdir('/etc')],
    ['module', () => require('module').createRequire('/x.js')('/etc/passwd')],
    ['http.createServer', () => http.createServer(() => {}).listen(0)],
  ]) {
    try { call(); reached.push(name); } catch { /* refused */ }
  }
  for (const url of ['http://127.0.0.1/', 'https://127.0.0.1/', 'http://localhost:22/']) {
    const code = await new Promise((resolve) => require(url.split(':')[0]).get(url, { agent: false, rejectUnauthorized: false }).on('error', (error) => resolve(error.code)).on('response', () => resolve('answered')));
    if (code !== 'EACCES') reached.push(url + ' ' + code);
  }
  if (os.hostname() !== 'annex' || os.cpus().length > 0 || Object.keys(os.networkInterfaces()).length > 0 || os.totalmem() > 0) reached.push('os');
  res.json(reached);
});
