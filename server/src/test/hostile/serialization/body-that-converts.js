// tries: bodies, statuses, types and header values that are objects with conversions of their own
// expects: any
const router = require('router');

const trap = (answers) => { let i = 0; return { toString: () => answers[i++ % answers.length], valueOf: () => answers[i++ % answers.length], [Symbol.toPrimitive]: () => answers[i++ % answers.length] }; };
router.get('/attack', (req, res) => {
  res.status(trap([200, '200\0', 99999]));
  res.set('X-Trap', trap(['fine', 'a\r\nX-Split: b', 'c\0d']));
  res.type(trap(['text/plain', 'text/x\r\nX-Split: e', 'text/z']));
  res.send(trap(['body', '\0f\0resource:secret']));
});
