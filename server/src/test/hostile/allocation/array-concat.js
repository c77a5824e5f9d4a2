// tries: to double an array by concat until nothing is left
// expects: 503 memory
const router = require('router');

router.get('/attack', (req, res) => {
  let all = new Array(1000).fill('x');
  while (true) all = all.concat(all);
});
