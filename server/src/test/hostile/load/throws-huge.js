// tries: to throw an error whose message has a quarter of a gigabyte
// expects: refused
const router = require('router');

throw new Error('x'.repeat(2 ** 28));
