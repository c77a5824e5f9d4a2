// tries: an error whose stack has ten million lines
// expects: 500 or 503 memory or 504 cpu
const router = require('router');

router.get('/attack', () => {
  const error = new Error('x');
  error.stack = '    at f (index.js:1:1)\n'.repeat(1e6);
  throw error;
});
