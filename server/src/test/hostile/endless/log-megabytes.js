// tries: a hundred log lines of a megabyte each
// expects: 200 "logged" or 504 cpu or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  const line = 'y'.repeat(1e6);
  for (let i = 0; i < 100; i++) console.log(line);
  res.json('logged');
});
