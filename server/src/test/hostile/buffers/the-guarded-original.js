// tries: to find the constructors below the guard, by species, frames of a stack, newer realms
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const found = new Set();
  const look = (value) => { if (typeof value === 'function') found.add(value); };
  Error.prepareStackTrace = (error, frames) => frames.flatMap((frame) => [frame.getFunction(), frame.getThis()]);
  const frames = () => new Error().stack.forEach(look);
  new Uint8Array({ [Symbol.iterator]() { frames(); return [1].values(); } });
  new Uint8Array({ get length() { frames(); return 1; } });
  new ArrayBuffer({ valueOf() { frames(); return 1; } });
  new ArrayBuffer(1, { get maxByteLength() { frames(); return 1; } });
  Reflect.construct(ArrayBuffer, [1], new Proxy(class {}, { get(target, name) { frames(); return target[name]; } }));
  class Sub extends ArrayBuffer { static get [Symbol.species]() { frames(); return super[Symbol.species]; } }
  new Sub(8).slice(0);
  look(ArrayBuffer[Symbol.species]);
  look(new ArrayBuffer(1).constructor);
  look(Object.getPrototypeOf(new ArrayBuffer(1)).constructor);
  look(new Uint8Array(1).buffer.constructor);
  look(new Uint8Array(4).toSorted().constructor);
  if (typeof ShadowRealm !== 'undefined') res.json('ShadowRealm');
  const names = ['ArrayBuffer', 'SharedArrayBuffer', 'Uint8Array', 'Float64Array'];
  const originals = [...found].filter((f) => names.includes(f.name) && f !== globalThis[f.name] && /native code/.test(Function.prototype.toString.call(f)));
  res.json(originals.map((f) => f.name));
});
