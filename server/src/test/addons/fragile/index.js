const router = require('router');
let calls = 0;

router.get('/fine', (req, res) => res.json({ calls: ++calls }));
// V8 ends its process on this: nothing in it can be stopped or caught.
router.get('/abort', (req, res) => res.json({ length: new Array(3e8).fill(0).length }));
router.get('/never', () => new Promise(() => undefined));
router.get('/big', (req, res) => res.send('x'.repeat(Number(req.params.mb) << 20)));
router.post('/echo', (req, res) => res.json({ length: req.body.length }));
router.get('/log', (req, res) => {
  for (let i = 0; i < 20000; i++) {
    console.log('flood', i);
  }
  res.json({ logged: true });
});
