// tries: to answer an object that holds itself
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => {
  const self = {};
  self.self = self;
  res.json(self);
});
