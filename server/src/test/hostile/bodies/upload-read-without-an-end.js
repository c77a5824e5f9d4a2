// tries: to have the host read an upload without an end
// expects: 504 cpu or 504 wall_clock or 503 memory
// sends: form
const router = require('router');

router.post('/attack', (req) => {
  const file = req.file('f');
  for (;;) file.text();
});
