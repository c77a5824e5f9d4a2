// tries: to parse what it is sent without an end
// expects: 504 cpu or 503 memory
// sends: json
const router = require('router');

router.post('/attack', (req) => {
  const text = JSON.stringify(req.body);
  for (;;) JSON.parse(text);
});
