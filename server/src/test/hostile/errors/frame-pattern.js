// tries: a stack line on which the library's own pattern backtracks
// expects: 500 or 504 cpu
const router = require('router');

router.get('/attack', () => {
  const error = new Error('x');
  error.stack = 'Error: x\n    at ' + 'a ('.repeat(5e4) + ':1:1';
  throw error;
});
