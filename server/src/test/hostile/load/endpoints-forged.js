// tries: endpoints that the host must not believe, by a toJSON of all arrays and objects
// expects: refused
// after: any
const router = require('router');

router.get('/attack', (req, res) => res.json('reached'));
Array.prototype.toJSON = function () { return [{ method: 'GET\r\n', path: '/../../../good', body: 'text' }, { method: 1, path: null }, null, 7, { method: 'GET', path: '/attack', body: {} }]; };
