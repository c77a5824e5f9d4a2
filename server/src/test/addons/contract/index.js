// Everything in the contract that one request can show.
const router = require('router');
const logUtil = require('LogUtil');
const appInfo = require('appInfo');
const appResource = require('appResource');
const privileged = require('privileged');
const values = require('/module/values');
const common = require('./module/common.js');

router.get('/', (req, res) => res.json({ route: '/' }));
router.get('/text', (req, res) => res.send('<p>Hello</p>'));
router.get('/object', (req, res) => res.send({ sent: 'as JSON' }));
router.get('/bytes', (req, res) => res.send(new Uint8Array([65, 66, 67])));
router.get('/unicode', (req, res) => res.json({ text: 'Grüße, 世界 🌍', lone: 'a\u0000b' }));
router.get('/svg', (req, res) => res.type('svg').send('<svg/>'));
router.get('/type/:type', (req, res) => res.type(req.params.type.replace('-', '/')).send('x'));
router.get('/status/:code', (req, res) => res.status(Number(req.params.code)).send('s'));
router.get('/chain', (req, res) => res.set('X-A', '1').set('X-B', '2').status(201).type('txt').send('chained'));
router.get('/params/:id/:name', (req, res) => res.json(req.params));
router.get('/first/:any', (req, res) => res.json({ first: req.params.any }));
router.get('/first/second', (req, res) => res.json({ never: true }));
router.post('/params/:id', (req, res) => res.json(req.params));
router.put('/params/:id', (req, res) => res.json(req.params));
router.patch('/params/:id', (req, res) => res.json(req.params));
router['delete']('/params/:id', (req, res) => res.json(req.params));
router.get('/cookies', (req, res) => res.json(req.cookies));
router.get('/set-cookies', (req, res) => {
  res.cookie({ name: 'a', value: 'x y', httpOnly: true, secure: true, maxAge: 3600, sameSite: 'strict' });
  res.cookie({ name: 'b', value: '2', sameSite: 'sometimes' });
  res.clearCookie('c');
  res.json({});
});
router.get('/request', (req, res) => res.json({
  method: req.method, path: req.path, uri: req.uri, hostname: req.hostname, protocol: req.protocol, secure: req.secure,
  xhr: req.xhr, serverside: req.serverside, absent: req.header('x-none'), agent: req.header('USER-AGENT'), get: req.get('x-a'),
  query: req.query, originalUrl: req.originalUrl, undefinedParam: typeof req.params.nothing,
}));
router.post('/body', (req, res) => res.json({ body: req.body }));
router.get('/polluted', (req, res) => res.json({ keys: Object.keys(req.params), polluted: {}.x === undefined }));
router.get('/redirect', (req, res) => res.redirect('/elsewhere'));
router.get('/redirect-for-good', (req, res) => res.redirect(301, '/elsewhere'));
router.get('/send-status', (req, res) => res.sendStatus(204));
router.get('/append', (req, res) => { res.append('X-L', 'a'); res.append('X-L', 'b'); res.end('done'); });
router.get('/twice', (req, res) => { res.json({ first: true }); res.json({ second: true }); });
router.get('/injection', (req, res) => {
  try { res.set('X-Split', 'a\r\nX-Stolen: 1'); res.send('reached'); } catch (e) { res.send('refused'); }
});
router.get('/throws', () => { throw new Error('secret detail'); });
router.get('/modules', (req, res) => res.json({
  define: values.answer, common: common.twice(21), json: require('/module/data').list,
  info: [appInfo.id || appInfo.name, typeof logUtil.info, logUtil.isInfoEnabled()], privileged,
  missing: attempt(() => require('nosuch')), absent: attempt(() => require('wasi')),
  esModule: Boolean(require('router').__esModule),
  stub: typeof require('SearchFactory'), used: attempt(() => require('SearchFactory').getSearcher()),
}));
router.get('/globals', async (req, res) => res.json({
  buffer: Buffer.from('hé').toString('base64'),
  url: new URL('../x?y=1', 'http://h/a/b/c').href,
  search: new URLSearchParams('a=1&a=2').getAll('a'),
  text: new TextDecoder().decode(new TextEncoder().encode('ü')),
  base64: atob(btoa('abc')),
  clone: structuredClone({ d: new Date(0), m: new Map([[1, 2]]) }).m.get(1),
  aborted: AbortSignal.abort().aborted,
  events: await new Promise((resolve) => { const E = require('events'); const e = new E(); e.once('x', resolve); e.emit('x', 7); }),
  path: require('path').join('/a', '../b'),
  util: require('util').inspect({ a: 1 }),
  query: require('querystring').parse('a=1').a,
  assert: attempt(() => require('assert').strictEqual(1, 2)).length > 0,
  order: await order(),
}));

function order() {
  const seen = [];
  return new Promise((resolve) => {
    setTimeout(() => { seen.push('timeout'); resolve(seen); }, 50);
    setImmediate(() => seen.push('immediate'));
    queueMicrotask(() => seen.push('microtask'));
    seen.push('sync');
  });
}

function attempt(f) {
  try {
    return String(f());
  } catch (e) {
    return e.message;
  }
}
