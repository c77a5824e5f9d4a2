// tries: to throw a Proxy that throws
// expects: refused
const router = require('router');

throw new Proxy(new Error('x'), { get() { throw null; }, getPrototypeOf() { throw null; } });
