// tries: to detach a typed array's memory while V8 sorts it
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  const numbers = new Float64Array(1e5).map((_, i) => -i);
  let detached = false;
  numbers.sort((a, b) => {
    if (!detached) { detached = true; numbers.buffer.transfer(16); }
    return a - b;
  });
  res.json({ length: numbers.length });
});
