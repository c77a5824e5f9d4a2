// Replaces the built-ins that the guest library could trip over. It harms itself alone.
const router = require('router');

router.get('/pollute', (req, res) => {
  Object.prototype.polluted = 'yes';
  Object.prototype.status = 999;
  Array.prototype.join = () => 'joined';
  String.prototype.indexOf = () => -1;
  JSON.stringify = () => '"forged"';
  res.send('polluted');
});
