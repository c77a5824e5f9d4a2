// tries: RegExp.prototype.exec, test and Symbol.replace replaced, so that header values are not checked
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  RegExp.prototype.exec = () => null;
  RegExp.prototype.test = () => true;
  RegExp.prototype[Symbol.replace] = () => '/tmp';
  String.prototype.charCodeAt = () => 65;
  res.set('X-A\r\nX-Split', 'a\r\nSet-Cookie: stolen=1').type('text/plain\r\nX-Split: 1').send('reached');
});
