// tries: to send more than the host should hold with outbound calls
// expects: 200 refused or 503 memory or 503 terminated
const router = require('router');

router.get('/attack', async (req, res) => {
  const body = 'x'.repeat(4e6);
  const calls = [];
  for (let i = 0; i < 50; i++) calls.push(fetch('http://127.0.0.1:9/', { method: 'POST', body }).then(() => 'reached', () => 'refused'));
  res.send([...new Set(await Promise.all(calls))].join());
});
