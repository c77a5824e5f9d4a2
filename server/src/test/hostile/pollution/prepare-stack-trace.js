// tries: Error.prepareStackTrace to reach functions and objects of the library's frames
// expects: 200 {"found":[]}
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const found = new Set();
  Error.prepareStackTrace = (error, frames) => {
    for (const frame of frames) {
      const file = String(frame.getFileName() ?? frame.getScriptNameOrSourceURL());
      if (file.includes('attack.js')) continue;
      if (frame.getFunction() !== undefined) found.add('function ' + frame.getFunctionName());
      if (frame.getThis() !== undefined) found.add('this ' + frame.getFunctionName());
      if (/[/]server[/]|[.]java|[.]so/.test(file)) found.add(file);
    }
    return 'stack';
  };
  void new Error('x').stack;
  const deeper = () => { try { deeper(); } catch (error) { void error.stack; } };
  deeper();
  console.log({ get x() { void new Error('inspected').stack; return 1; } });
  setTimeout(() => void new Error('timer').stack, 1);
  new Uint8Array({ length: { valueOf() { void new Error('guard').stack; return 1; } } });
  res.set('X-A', { toString() { void new Error('header').stack; return 'a'; } });
  res.json({ toJSON: () => { void new Error('json').stack; return { found: [...found] }; } });
});
