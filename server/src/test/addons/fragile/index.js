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
router.post('/echo', (req, res) => res.json({ length: req.body.length }));
router.get('/log', (req, res) => {
  for (let i = 0; i < 20000; i++) {
    console.log('flood', i);
  }
  res.json({ logged: true });
});
