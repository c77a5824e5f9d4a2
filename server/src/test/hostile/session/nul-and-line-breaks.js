// tries: NULs and the fields of the answer's message in the session
// expects: 200 "saved"
const router = require('router');

router.get('/attack', (req, res) => {
  req.session['\0t\0forged'] = '\0\0t\0forged';
  req.session.x = '\0-\0';
  res.json('saved');
});
