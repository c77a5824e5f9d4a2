// tries: a Promise with a then, a constructor and a species of its own
// expects: any
const router = require('router');

class Hostile extends Promise {
  static get [Symbol.species]() { return function (run) { run(() => { throw 1; }, () => { throw 2; }); }; }
  get ['constructor']() { return { [Symbol.species]: null }; }
  then(...callbacks) { for (const each of callbacks) each?.(new Hostile(() => {})); return this; }
}
router.get('/attack', () => Hostile.resolve(1));
