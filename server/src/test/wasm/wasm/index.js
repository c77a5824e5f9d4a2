const router = require('router');

// (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
const ADD = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11]);
// (func (export "spin") loop br 0 end)
const SPIN = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 115, 112, 105, 110, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]);
const sum = ({ exports }) => exports.add(2, 3);
const response = (type = 'application/wasm') => new Response(ADD, { headers: { 'content-type': type } });
const refused = (promise) => promise.then(() => 'none', (e) => `${e.name}: ${e.message}`);

router.get('/', async (req, res) => {
  const module = await WebAssembly.compile(ADD);
  res.json({
    sums: [
      sum(new WebAssembly.Instance(new WebAssembly.Module(ADD))),
      sum(await WebAssembly.instantiate(module)),
      sum((await WebAssembly.instantiate(ADD)).instance),
      sum((await WebAssembly.instantiateStreaming(response())).instance),
      sum(await WebAssembly.instantiate(await WebAssembly.compileStreaming(Promise.resolve(response('application/wasm; x=1'))))),
    ],
    valid: [WebAssembly.validate(ADD), WebAssembly.validate(ADD.subarray(1))],
    refused: [
      await refused(WebAssembly.compile(new Uint8Array(8))).then((said) => said.split(':')[0]),
      await refused(WebAssembly.instantiateStreaming(response('text/plain'))),
      await refused(WebAssembly.instantiate(module, 1)).then((said) => said.split(':')[0]),
    ],
  });
});

const kept = [];
router.get('/many', (req, res) => {
  for (;;) {
    const memory = new WebAssembly.Memory({ initial: 256 });
    new Uint8Array(memory.buffer).fill(1);
    kept.push(memory);
  }
});
router.get('/one', (req, res) => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  for (;;) {
    const from = memory.grow(64);
    new Uint8Array(memory.buffer, from * 65536).fill(1);
  }
});
router.get('/reserved', (req, res) => {
  try {
    for (let i = 0; i < 100000; i++) kept.push(new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
  } catch (e) {
    res.json(e.name);
  }
});
router.get('/spin', (req, res) => new WebAssembly.Instance(new WebAssembly.Module(SPIN)).exports.spin());
