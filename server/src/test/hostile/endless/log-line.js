// tries: log lines of half a gigabyte that cost the add-on nothing
// expects: 200 "logged"
const router = require('router');

router.get('/attack', (req, res) => {
  const line = 'x'.repeat(2 ** 29 - 100);
  console.log(line);
  require('LogUtil').error(line, line);
  res.json('logged');
});
