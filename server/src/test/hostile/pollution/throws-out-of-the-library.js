// tries: to make the library fail outside of every handler, with an error that runs code when it is read
// expects: 500 or 200 or 504 cpu
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const error = new Error('x');
  for (const name of ['stack', 'message', 'name', 'toString']) Object.defineProperty(error, name, { get() { while (true); } });
  const fail = () => { throw error; };
  Map.prototype.set = fail;
  Map.prototype.get = fail;
  Map.prototype.delete = fail;
  Function.prototype[Symbol.hasInstance] = fail;
  Object.defineProperty(Object.prototype, 'then', { configurable: true, get: fail });
  return new Promise(() => {});
});
