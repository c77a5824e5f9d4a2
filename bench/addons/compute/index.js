const router = require('router');
// bench/compare puts lodash there when it copies this folder.
const report = require('/module/report')(require('/module/lodash'));

router.use((req, res, next) => {
  res.set('X-Bench', '1');
  next();
});

router.get('/report/:id', (req, res) => {
  res.json(report(req.params.id));
});
