// tries: quantifiers of 2^31 nested in each other, which V8 must compile
// expects: 500 or 504 cpu or 503 memory or 200
const router = require('router');

router.get('/attack', (req, res) => {
  const source = '((((a{1,2147483647}){1,2147483647}){1,2147483647}b{65535}){1000}|.{32767})';
  res.json(new RegExp(source).test('a'.repeat(1000)));
});
