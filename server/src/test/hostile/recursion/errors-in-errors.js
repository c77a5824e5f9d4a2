// tries: an error that is thrown while it is being shown, with causes in a circle
// expects: 500
const router = require('router');

router.get('/attack', () => {
  const a = new Error('a');
  a.cause = new AggregateError([a], 'b', { cause: a });
  Object.defineProperty(a, 'message', { get() { throw a; } });
  throw a;
});
