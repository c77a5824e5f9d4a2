// tries: routes whose paths and names are hostile: dots, wildcards, templates without end, names of prototypes
// expects: 200 {} or 200 {"n":"0"} or 200 {"n":"1"} or 200 {"n":"2"} or 200 {"n":"3"}
// after: any
const router = require('router');

for (const path of ['/../..', '/%2e%2e', '//', '/:__proto__/:constructor', '/:' + 'x'.repeat(1e3), '/' + ':a/'.repeat(600), '/\ud800', '/-/health', '*', '/**', '/{x}']) {
  router.get(path, (req, res) => res.json(req.params));
}
router.get('/attack', (req, res) => res.json(req.params));
