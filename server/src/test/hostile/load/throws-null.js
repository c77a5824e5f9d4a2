// tries: to throw null at the top
// expects: refused
const router = require('router');

throw null;
