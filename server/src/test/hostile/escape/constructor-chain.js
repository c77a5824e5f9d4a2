// tries: the constructors of functions, generators and asynchronous functions to reach another world's process
// expects: 200 {"main":"undefined","binding":"refused","env":"{}","require":"undefined"}
const router = require('router');

router.get('/attack', (req, res) => {
  const world = this?.constructor?.constructor?.('return process')() ?? (() => {}).constructor('return process')();
  res.json({ main: typeof world.mainModule, binding: (() => { try { return typeof world.binding('fs'); } catch { return 'refused'; } })(), env: JSON.stringify(world.env), require: typeof (() => {}).constructor('return typeof require === "undefined" ? undefined : require')() });
});
