const router = require('router');
let calls = 0;

router.get('/fine', (req, res) => res.json({ calls: ++calls }));
// V8 ends its process on this: nothing in it can be stopped or caught.
router.get('/abort', (req, res) => {
  let nested = new Array(1000).fill(0);
  for (let i = 0; i < 2; i++) {
    nested = new Array(1000).fill(nested);
  }
  res.json({ length: nested.flat(Infinity).length });
});
router.get('/never', () => new Promise(() => undefined));
router.get('/big', (req, res) => res.send('x'.repeat(Number(req.params.mb) << 20)));
// Touches what it takes, and keeps it.
router.get('/hold', (req, res) => {
  const held = [];
  for (let mb = 0; mb < Number(req.params.mb); mb++) {
    held.push(new Uint8Array(1 << 20).fill(1));
  }
  return new Promise(() => held);
});
router.post('/echo', (req, res) => res.json({ length: req.body.length }));
router.get('/log', (req, res) => {
  for (let i = 0; i < 20000; i++) {
    console.log('flood', i);
  }
  res.json({ logged: true });
});
