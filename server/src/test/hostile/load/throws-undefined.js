// tries: to throw undefined at the top
// expects: refused
const router = require('router');

throw undefined;
