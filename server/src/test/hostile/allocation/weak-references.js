// tries: a flood of WeakRefs and finalization callbacks
// expects: 503 memory or 504 cpu
const router = require('router');

const kept = [];
let called = 0;
const registry = new FinalizationRegistry(() => { called++; registry.register({}, 1); });
router.get('/attack', () => {
  while (true) {
    const target = {};
    registry.register(target, called, target);
    kept.push(new WeakRef(target));
  }
});
