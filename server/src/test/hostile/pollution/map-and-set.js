// tries: Map, Set and WeakMap methods replaced, to catch the library's tables
// expects: any
// after: any
const router = require('router');

const caught = new globalThis.Set();
router.get('/attack', async (req, res) => {
  const { get, set } = Map.prototype;
  Map.prototype.get = function (key) { caught[Object.keys(caught).length] = this; return get.call(this, key); };
  Map.prototype.set = function (key, value) { caught[key] = value; return set.call(this, key + 1000, value); };
  Map.prototype.delete = () => true;
  Map.prototype.has = () => true;
  WeakMap.prototype.get = () => ({ forged: true });
  WeakSet.prototype.has = () => true;
  await null;
  res.json(require('url').parse('/x').path);
});
