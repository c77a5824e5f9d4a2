// tries: stacks that name files of the host and lines beyond reason
// expects: 500
const router = require('router');

router.get('/attack', () => {
  const error = new Error('x');
  error.stack = 'Error: x\n    at f (/etc/passwd:1:1)\n    at g (../../../../etc/passwd:999999999999:1)\n    at h (annex:guest:1:99999999)\n    at ' + '('.repeat(1e5) + '\n    at i (' + req() + ')';
  throw error;
});
function req() { return 'errors-fake-frames/../../index.js:1:1'; }
