// tries: Promise.prototype.then and Promise.resolve replaced, and a Promise of its own
// expects: 200 "fine" or 504 wall_clock
// after: any
const router = require('router');

router.get('/attack', async (req, res) => {
  Promise.prototype.then = function () { throw new Error('then'); };
  Promise.resolve = () => { throw new Error('resolve'); };
  globalThis.Promise = class { constructor() { throw new Error('Promise'); } };
  await null;
  res.json('fine');
});
