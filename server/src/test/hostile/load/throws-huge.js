// tries: to throw an error whose message has eight megabytes
// expects: refused
const router = require('router');

throw new Error('x'.repeat(2 ** 23));
