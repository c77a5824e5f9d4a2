// tries: to grow the heap while the add-on is evaluated
// expects: refused
const router = require('router');

const kept = [];
while (true) kept.push({ a: [kept.length] });
