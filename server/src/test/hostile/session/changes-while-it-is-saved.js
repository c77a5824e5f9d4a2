// tries: a session whose toJSON changes the session and sends answers
// expects: any
const router = require('router');

router.get('/attack', (req, res) => {
  req.session.a = { toJSON() { req.session.b = Math.random(); req.invalidateSession(); res.json('again'); return { toJSON: 1 }; } };
  res.json('saved');
});
