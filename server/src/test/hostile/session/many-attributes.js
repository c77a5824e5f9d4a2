// tries: to check and save a session again and again until it costs more than the request
// expects: 504 cpu or 500 or 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  for (let i = 0; ; i++) req.session['k' + i] = 'v'.repeat(1000);
});
