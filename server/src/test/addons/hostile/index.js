// One route for each way to break a limit, and one that shows that the add-on still answers.
const router = require('router');

const kept = [];

router.get('/fine', (req, res) => res.json({ fine: true }));

router.get('/loop', () => { while (true); });
router.get('/unrolled-loop', () => { while (true) new Array(100).fill({ a: 1 }); });
router.get('/async-loop', async () => { await null; while (true); });
router.get('/timer-loop', (req, res) => new Promise(() => { setTimeout(() => { while (true); }, 1); }));
router.get('/microtasks', () => {
  const again = () => Promise.resolve().then(again);
  again();
  return new Promise(() => {});
});
// One built-in of 10^10 steps, which V8 never interrupts: for some seconds.
router.get('/built-in', (req, res) => res.json('a'.repeat(2e5).lastIndexOf('a'.repeat(1e5) + 'b')));
router.get('/regexp', (req, res) => res.json(/^(a+)+$/.test('a'.repeat(50) + 'b')));
router.get('/sort', (req, res) => { while (true) new Array(1e5).fill(0).map(Math.random).sort(); });
router.get('/atomics', () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0); });

router.get('/heap', () => { while (true) kept.push({ a: [1, 2, 3], b: 'text' + kept.length }); });
router.get('/heap-in-built-ins', () => { while (true) kept.push(new Array(1000).fill({ a: 1 })); });
router.get('/strings', () => { let s = 'x'; while (true) { s += s.slice(0, 1e5) + kept.length; kept.push(s.split('')); } });
router.get('/buffers', () => { while (true) kept.push(new Uint8Array(1e6).fill(1)); });
router.get('/small-buffers', () => { while (true) kept.push(new Uint8Array(1000).fill(1)); });
router.get('/one-buffer', () => { kept.push(new ArrayBuffer(2 ** 31)); });
router.get('/node-buffers', () => { while (true) kept.push(Buffer.alloc(1e6, 1)); });
router.get('/buffer-churn', (req, res) => {
  let sum = 0;
  for (let i = 0; i < 400; i++) sum += new Uint8Array(1e6).fill(1)[i];
  res.json({ sum });
});

router.get('/recursion', () => { const deeper = () => deeper() + 1; return deeper(); });
router.get('/recursive-json', () => { const a = {}; a.toJSON = () => JSON.stringify(a); JSON.stringify(a); });
router.get('/never', () => new Promise(() => {}));
router.get('/timers', (req, res) => {
  for (let i = 0; i < 10000; i++) setTimeout(() => {}, 60000);
  res.json({ reached: true });
});
router.get('/log-flood', (req, res) => {
  for (let i = 0; i < 5000; i++) console.log('flood ' + i);
  res.json({ logged: 5000 });
});
router.get('/output', (req, res) => res.send('x'.repeat(70 * 1024 * 1024)));
router.get('/output-bytes', (req, res) => res.type('bin').send(Buffer.concat(new Array(3).fill(Buffer.alloc(1e6)))));
router.post('/body', (req, res) => res.json({ length: req.body.length }));
router.get('/slow', async (req, res) => {
  await new Promise((resolve) => setTimeout(resolve, Number(req.params.ms)));
  res.json({ slow: true });
});

router.get('/answer-twice', (req, res) => { res.json({ first: true }); res.json({ second: true }); });
router.get('/answer-late', (req, res) => { setTimeout(() => res.json({ late: true }), 20); res.json({ first: true }); });
router.get('/status', (req, res) => res.status(Number(req.params.code)).send('status'));
router.get('/header', (req, res) => { res.set('X-Split', 'a\r\nSet-Cookie: stolen=1'); res.send('reached'); });
router.get('/escape', (req, res) => res.json({
  annex: typeof __annex,
  java: typeof Java,
  javet: typeof javet,
  wasm: typeof WebAssembly,
  environment: Object.keys(process.env).length,
  fs: attempt(() => require('fs').readFileSync('/etc/passwd').toString()),
  above: attempt(() => require('fs').readFileSync('../../../../etc/passwd').toString()),
  outside: attempt(() => require('../neighbour/index.js')),
  constructor: attempt(() => router.get.constructor('return typeof host + typeof process.mainModule')()),
}));

function attempt(f) {
  try {
    return typeof f() === 'string' ? f() : 'reached';
  } catch (e) {
    return e.message;
  }
}
