// tries: to lead the loader out of the add-on by replacing what it joins paths with
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  const outside = '/../../../../../../../../etc/passwd';
  const reached = [];
  Array.prototype.join = () => outside;
  String.prototype.replace = () => outside;
  String.prototype.split = () => ['..', '..', '..', 'etc', 'passwd'];
  RegExp.prototype.exec = () => null;
  for (const name of ['./a', '/b', 'c']) { try { reached.push(String(require(name)).slice(0, 10)); } catch (error) { reached.push(error.message); } }
  res.json(reached);
});
