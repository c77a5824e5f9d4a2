// tries: to change the platform's modules, its router and the classes of req and res for the next exchange
// expects: 200 "mine" or 500
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const Request = Object.getPrototypeOf(req).constructor;
  const Response = Object.getPrototypeOf(res).constructor;
  for (const name of Object.getOwnPropertyNames(Request)) { try { Request[name] = () => { throw new Error('forged'); }; } catch { /* fixed */ } }
  Object.defineProperty(Object.getPrototypeOf(req), 'query', { get: () => ({ n: 'forged' }) });
  try { router.get('/late', () => {}); } catch { /* closed */ }
  try { require('router').close().length = 0; } catch { /* closed */ }
  res.json('mine');
});
