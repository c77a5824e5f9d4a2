// tries: to begin more outbound calls than there are places for them
// expects: 200 refused or 503 memory
const router = require('router');

router.get('/attack', async (req, res) => {
  const calls = [];
  for (let i = 0; i < 5000; i++) calls.push(fetch('http://127.0.0.1:' + (1 + i % 1000) + '/').then(() => 'reached', () => 'refused'));
  res.send([...new Set(await Promise.all(calls))].join());
});
