// tries: what a process object could give: exit, kill, dlopen, binding, signals
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const reached = [];
  for (const name of ['exit', 'kill', 'abort', 'dlopen', 'binding', '_linkedBinding', 'reallyExit', 'chdir', 'setuid', 'send', 'disconnect', 'getBuiltinModule', 'report']) {
    try { if (process[name]?.(1) !== undefined) reached.push(name); } catch { /* refused */ }
  }
  process.emit('SIGTERM');
  process.on('exit', () => {});
  if (process.pid !== 1 || process.argv.join() !== '/usr/bin/node,/index.js' || Object.keys(process.env).length > 0) reached.push('facts');
  res.json(reached);
});
