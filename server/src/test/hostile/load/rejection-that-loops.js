// tries: the same while the add-on is evaluated
// expects: refused
const router = require('router');

router.get('/attack', (req, res) => res.json('reached'));
Promise.reject(Object.defineProperty(new Error('x'), 'stack', { get() { while (true); } }));
