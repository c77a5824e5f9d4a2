// tries: a million routes
// expects: refused
const router = require('router');

for (let i = 0; i < 1e6; i++) router.get(`/r${i}/:a/:b`, () => {});
