// tries: to blind the guard of array buffers by replacing what it could use: Number, String, Math.max
// expects: 503 memory
// after: any
const router = require('router');

const kept = [];
router.get('/attack', () => {
  globalThis.Number = () => 1;
  globalThis.String = () => '1';
  Math.max = () => 1;
  Object.defineProperty(globalThis.Number, 'MAX_SAFE_INTEGER', { value: -1 });
  Array.prototype.slice = () => [];
  Array.prototype[Symbol.iterator] = function* () {};
  kept.push(new ArrayBuffer(2 ** 34));
  kept.push(new Float64Array(2 ** 31));
  while (true) kept.push(new ArrayBuffer(1e7));
});
