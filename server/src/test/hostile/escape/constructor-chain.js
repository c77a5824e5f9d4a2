// tries: the constructors of functions, generators and asynchronous functions to reach another world's process
// expects: 200 {"main":"undefined","binding":"undefined","env":"{}","require":"undefined"}
const router = require('router');

router.get('/attack', (req, res) => {
  const world = this?.constructor?.constructor?.('return process')() ?? (() => {}).constructor('return process')();
  res.json({ main: typeof world.mainModule, binding: typeof world.binding, env: JSON.stringify(world.env), require: typeof (() => {}).constructor('return typeof require === "undefined" ? undefined : require')() });
});
