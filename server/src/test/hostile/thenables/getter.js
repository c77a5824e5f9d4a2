// tries: a then that is another function each time it is read, or throws, or loops
// expects: any
const router = require('router');

let reads = 0;
router.get('/attack', () => ({ get then() { if (reads++ % 3 === 0) return (fulfil) => fulfil(); if (reads % 3 === 1) throw null; return 7; } }));
