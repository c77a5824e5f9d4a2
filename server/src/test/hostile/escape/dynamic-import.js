// tries: import() of modules, files, addresses and data, direct and in evaluated code
// expects: any
const router = require('router');

router.get('/attack', async (req, res) => {
  const seen = [];
  for (const name of ['fs', 'node:fs', '/etc/passwd', 'file:///etc/passwd', 'http://127.0.0.1/', 'data:text/javascript,export default 1', '../../manifest.json']) {
    try { await import(name); seen.push('reached ' + name); } catch (error) { seen.push(String(error.message).slice(0, 100)); }
  }
  for (const code of ['import("fs")', 'import("node:child_process")']) {
    try { await (0, eval)(code); seen.push('reached ' + code); } catch (error) { seen.push(String(error?.message ?? error).slice(0, 100)); }
    try { await new Function('return ' + code)(); seen.push('reached ' + code); } catch (error) { seen.push(String(error?.message ?? error).slice(0, 100)); }
  }
  res.json(seen);
});
