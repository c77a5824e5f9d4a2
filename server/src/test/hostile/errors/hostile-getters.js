// tries: errors whose name, message, stack and cause run code and throw
// expects: 500
const router = require('router');

router.get('/attack', () => {
  const error = new Error('x');
  for (const name of ['name', 'message', 'stack', 'cause', 'toString', 'constructor']) Object.defineProperty(error, name, { get() { throw error; } });
  throw error;
});
