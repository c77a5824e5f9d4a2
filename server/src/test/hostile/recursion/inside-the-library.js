// tries: to run out of stack at every depth inside the guest library, in res.json, console.log, setTimeout, require, req.params and the session
// expects: 200 {"done":true}
const router = require('router');

const uses = [(req, res) => console.log('deep', { deep: true }), (req) => setTimeout(() => {}, 1e6), () => require('events'), (req) => req.params.x,
  (req) => { req.session.deep = 1; }, (req, res) => res.set('X-Deep', 'deep'), (req) => req.cookies, (req) => structuredClone({ a: [1] })];
router.get('/attack', (req, res) => {
  for (const use of uses) {
    let timers = 0;
    const deeper = () => {
      try {
        deeper();
      } finally {
        if (timers++ < 20) use(req, res);
      }
    };
    try {
      deeper();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  res.json({ done: true });
});
