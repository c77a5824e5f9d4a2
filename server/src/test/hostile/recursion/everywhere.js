// tries: recursion through getters, setters, traps, conversions, callbacks, constructors, tagged templates, classes and evaluated code
// expects: 200 {"survived":25}
const router = require('router');

const kinds = [
  () => { const o = { get x() { return this.x; } }; o.x; },
  () => { const o = { set x(v) { this.x = v; } }; o.x = 1; },
  () => { const p = new Proxy({}, { get: (t, n, r) => r[n] }); p.x; },
  () => { const p = new Proxy({}, { has: () => 'x' in p }); 'x' in p; },
  () => { const p = new Proxy(function () {}, { apply: () => p() }); p(); },
  () => { const p = new Proxy(class {}, { construct: () => new p() }); new p(); },
  () => { const o = { toString: () => `${o}` }; `${o}`; },
  () => { const o = { valueOf: () => +o }; +o; },
  () => { const o = { [Symbol.toPrimitive]: () => o + 1 }; o + 1; },
  () => { const again = (k, v) => JSON.parse('[1]', again); JSON.parse('[1]', again); },
  () => { const o = { toJSON: () => JSON.stringify(o) }; JSON.stringify(o); },
  () => { const again = () => 'a'.replace(/a/, again); again(); },
  () => { const again = () => [1].map(again); again(); },
  () => { const again = () => [2, 1].sort(again); again(); },
  () => { const again = () => new Uint8Array([2, 1]).sort(again); again(); },
  () => { const again = () => Reflect.apply(again, null, []); again(); },
  () => { class A { constructor() { new A(); } } new A(); },
  () => { const tag = () => tag`x`; tag`x`; },
  () => { const make = () => class { static x = make(); }; make(); },
  () => { const make = () => class { static { make(); } }; make(); },
  () => { globalThis.again = () => (0, eval)('again()'); globalThis.again(); },
  () => { globalThis.again = () => new Function('again()')(); globalThis.again(); },
  () => { function* g() { yield* g(); } g().next(); },
  () => { const o = { [Symbol.iterator]: () => [...o] }; [...o]; },
  () => { class A { static [Symbol.hasInstance]() { return ({}) instanceof A; } } ({}) instanceof A; },
];
router.get('/attack', (req, res) => {
  let survived = 0;
  for (const kind of kinds) {
    try {
      kind();
    } catch (error) {
      if (error instanceof RangeError) survived++;
    }
  }
  res.json({ survived });
});
