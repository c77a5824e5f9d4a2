// tries: every kind of typed array, from lengths, iterables, other views and by from and of
// expects: 503 memory
const router = require('router');

const kept = [];
const kinds = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, globalThis.Float16Array ?? Float32Array];
router.get('/attack', () => {
  while (true) {
    for (const Kind of kinds) kept.push(new Kind(1e5).fill(Kind.name.startsWith('Big') ? 1n : 1), Kind.from(new Kind(1e4)));
  }
});
