// tries: errors out of the library that throw whenever they are looked at
// expects: any
// after: any
const router = require('router');

const refuse = () => { throw unseen; };
const unseen = new Proxy(Object.assign(() => {}, { toString: refuse, [Symbol.toPrimitive]: refuse }), {
  get: refuse, has: refuse, getPrototypeOf: refuse, getOwnPropertyDescriptor: refuse, ownKeys: refuse, apply: refuse,
});
router.get('/attack', () => {
  for (const type of [Map, Set, WeakMap, Array, String, RegExp, Promise, Error, Object, Function]) {
    for (const name of Object.getOwnPropertyNames(type.prototype)) {
      try { Object.defineProperty(type.prototype, name, { get: refuse, set: refuse }); } catch { /* stays */ }
    }
  }
  throw unseen;
});
