// Runs what a test sends it, so that each test shows its own calls.
const router = require('router');

router.post('/run', (req, res) => {
  const run = new Function('base', 'res', `return (async () => { ${req.body.code} })()`);
  return run(req.body.base, res).then(
    (value) => res.json({ value }),
    (error) => res.json({ error: String(error.message), name: error.name, code: error.code ?? error.cause?.code }),
  );
});

router.get('/line', async (req, res) => {
  await null;
  await fetch('http://127.0.0.1:9/');
  res.send('never');
});
