// tries: to run out of stack inside the library's call to the host and take the host function from the frames
// expects: 200 {"found":[]}
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const found = new Set();
  Error.prepareStackTrace = (error, frames) => {
    for (const frame of frames) {
      if (!String(frame.getFileName() ?? frame.getScriptNameOrSourceURL()).includes('attack.js') && frame.getFunction() !== undefined) found.add(frame.getFunctionName());
    }
    return 'stack';
  };
  let tries = 0;
  const deeper = () => {
    try { deeper(); } catch (error) { void error.stack; }
    if (tries++ > 300) return;
    try { console.log('x'); void req.session; setTimeout(() => {}, 1e6); } catch (error) { void error.stack; }
  };
  try { deeper(); } catch { /* enough */ }
  res.json({ found: [...found] });
});
