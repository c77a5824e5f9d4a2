// One service for each thing that the contract says of a handler in CommonJS.
var counter = 0;
var inherited = 'of the file';

module.exports = function (r) {
  throw new Error('the last assignment wins');
};

module.exports = function (r) {
  undeclared = 'assigned without a declaration';

  r.register('status', 'GET', function (req, res) { res.send('OK'); });
  r.register('Mixed-Case', 'get', function (req, res) { res.send('found'); });
  r.register('short', function (req, res) { res.send('GET'); });
  r.register('verbs', 'GET', function (req, res) { res.send(req.method); });
  r.register('verbs', 'POST', function (req, res) { res.send(req.method); });
  r.register('verbs', 'Put', function (req, res) { res.send(req.method); });
  r.register('verbs', 'delete', function (req, res) { res.send(req.method); });
  r.register('verbs', 'PATCH', function (req, res) { res.send(req.method); });
  r.register('twice', function (req, res) { res.send('first'); });
  r.register('twice', function (req, res) { res.send('second'); });
  r.register('my service', function (req, res) { res.json(req.params); });
  r.register('scope', function (req, res) { res.json([inherited, undeclared, ++counter > 0, typeof global.undeclared]); });

  // ---- the request
  r.register('request', function (req, res) {
    res.json({
      url: req.url, baseUrl: req.baseUrl, originalUrl: req.originalUrl, path: req.path, query: req.query,
      service: req.params.service, method: req.method, cookies: req.cookies,
    });
  });
  r.register('request', 'POST', function (req, res) { res.json({ body: typeof req.body, readable: typeof req.on }); });
  r.register('headers', function (req, res) {
    res.json({ custom: req.headers['x-custom'], get: req.get('X-Custom'), none: req.get('X-None') === undefined, widget: req.headers['widget-id'] });
  });
  r.register('user', function (req, res) { res.send(String(req.user)); });
  r.register('events', 'POST', function (req, res, next) {
    var text = '';
    req.on('data', function (chunk) { text += chunk.toString('utf8'); });
    req.once('end', function () { res.json({ text: text, buffer: true }); });
    req.on('error', next);
  });
  r.register('chunks', 'POST', function (req, res) {
    var sizes = [];
    req.on('data', function (chunk) { sizes.push(chunk.length); if (sizes.length === 1) { req.pause(); setTimeout(function () { req.resume(); }, 5); } });
    req.on('end', function () { res.json(sizes); });
  });
  r.register('iterate', 'POST', async function (req, res) {
    var chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    res.json({ text: Buffer.concat(chunks).toString() });
  });
  r.register('encoded', 'POST', function (req, res) {
    req.setEncoding('hex');
    var text = '';
    req.on('data', function (chunk) { text += chunk; }).on('end', function () { res.send(text); });
  });
  r.register('unlistened', 'POST', function (req, res) {
    var calls = 0;
    var listener = function () { calls++; };
    req.on('data', listener);
    req.removeListener('data', listener);
    req.on('end', function () { res.json({ calls: calls }); });
    req.resume();
  });
  r.register('pipe', 'POST', function (req, res) { res.type('txt'); req.pipe(res); });
  r.register('body', 'POST', function (req, res, next) {
    require('body/json')(req, res, function (error, body) { if (error) { return next(error); } res.send({ got: body }); });
  });
  r.register('form-data', 'GET', async function (req, res) {
    const form = new FormData();
    form.append('text', 'gr\u00fcn "a" \r\n--');
    form.append('file', new File(['\u00fc', new Uint8Array([13, 10, 45, 45])], 'a "b".txt', { type: 'text/x' }));
    const back = await new Response(form).formData();
    const file = back.get('file');
    res.send([back.get('text'), file.name, file.type, await file.text()]);
  });
  r.register('form', 'POST', function (req, res, next) {
    require('body/form')(req, res, function (error, body) { if (error) { return next(error); } res.send(body); });
  });
  r.register('ignore', 'POST', function (req, res) { res.send('not read'); });

  // ---- the response
  r.register('string', function (req, res) { res.send('<b>é</b>'); });
  r.register('object', function (req, res) { res.send({ a: [1, null, 'x'] }); });
  r.register('array', function (req, res) { res.send([1, 2]); });
  r.register('boolean', function (req, res) { res.send(false); });
  r.register('null', function (req, res) { res.send(null); });
  r.register('nothing', function (req, res) { res.send(); });
  r.register('number', function (req, res) { res.send(201); });
  r.register('buffer', function (req, res) { res.send(Buffer.from('414243', 'hex')); });
  r.register('typed-buffer', function (req, res) { res.type('png').send(Buffer.from([1, 2])); });
  r.register('typed-string', function (req, res) { res.set('Content-Type', 'text/csv').send('a,b'); });
  r.register('json', function (req, res) { res.status(201).json({ created: true }); });
  r.register('json-text', function (req, res) { res.json('text'); });
  r.register('send-status', function (req, res) { res.sendStatus(418); });
  r.register('no-content', function (req, res) { res.status(204).send('dropped'); });
  r.register('chain', function (req, res) { res.status(202).set({ 'X-One': 1, 'X-Two': ['a', 'b'] }).type('html').send('ok'); });
  r.register('headers-sent', function (req, res) { var before = res.headersSent; res.send('x'); console.log('headersSent', before, res.headersSent); });
  r.register('set-header', function (req, res) { res.setHeader('X-Header', 'value'); res.end(res.getHeader('x-header')); });
  r.register('remove-header', function (req, res) { res.set('X-A', 'a').removeHeader('x-a'); res.send(String(res.get('X-A'))); });
  r.register('write', function (req, res) { res.writeHead(200, { 'Content-Type': 'text/plain' }); res.write('a'); res.write(Buffer.from('b')); res.end('c'); });
  r.register('end', function (req, res) { res.status(203).end(); });
  r.register('type', function (req, res) { res.type(req.query.t).send('x'); });
  r.register('redirect', function (req, res) { res.redirect('/a b?ü'); });
  r.register('redirect-status', function (req, res) { res.redirect(301, 'https://example.org/'); });
  r.register('redirect-back', function (req, res) { res.redirect('back'); });
  r.register('cookie', function (req, res) {
    res.cookie('plain', 'a b').cookie('object', { a: 1 }, { path: '/x', httpOnly: true, sameSite: 'strict', secure: true }).clearCookie('old').send('set');
  });
  r.register('later', function (req, res) { setTimeout(function () { res.send('later'); }, 10); });
  r.register('locals', function (req, res) { res.locals.a = 1; res.json(res.locals); });
  r.register('split', function (req, res) { res.set('X-Evil', 'a\r\nSet-Cookie: b=c').send('x'); });
  r.register('bad-status', function (req, res) { res.status(99).send('x'); });
  r.register('finish', function (req, res) { res.on('finish', function () { console.log('finished ' + req.query.id); }); res.send('x'); });

  // ---- failures
  r.register('next-error', function (req, res, next) { next(new Error('broken')); });
  r.register('next-status', function (req, res, next) { next(Object.assign(new Error('teapot'), { status: 418, secret: 'no' })); });
  r.register('next-500', function (req, res, next) { next({ status: 500, message: 'secret' }); });
  r.register('next-object', function (req, res, next) { next({ code: 7, status: 409 }); });
  r.register('next-text', function (req, res, next) { next('just text'); });
  r.register('next-nothing', function (req, res, next) { next(); });
  r.register('next-odd-status', function (req, res, next) { next({ message: 'm', status: 'failed' }); });
  r.register('throw', function () { throw new Error('thrown'); });
  r.register('throw-text', function () { throw 'a text'; });
  r.register('throw-undefined', function () { throw undefined; });
  r.register('by-position', function (req, res, next, helper) { helper.Manager.doGet('/x', { a: 1 }, { b: '2' }); });
  r.register('throw-null', function () { throw null; });
  r.register('throw-symbol', function () { throw Symbol('s'); });
  r.register('reject-nothing', function () { return Promise.reject(); });
  r.register('reject', async function () { throw Object.assign(new Error('rejected'), { status: 403 }); });
  r.register('reject-later', function () { return new Promise(function (resolve, reject) { setTimeout(reject, 5, new Error('rejected later')); }); });
  r.register('catch', function (req, res) { try { null.x; } catch (e) { res.send('caught ' + e.name); } });
  r.register('catch-next', function (req, res, next) { Promise.reject(new Error('passed on')).then(function () {}).catch(next); });
  r.register('circular', function (req, res) { var a = {}; a.a = a; res.json(a); });

  // ---- modules and globals
  r.register('lodash', function (req, res) { var _ = require('lodash'); res.json(_.omit({ a: 1, b: 2 }, 'a')); });
  r.register('lodash-get', function (req, res) { res.json(require('lodash/get')({ a: { b: 1 } }, 'a.b')); });
  r.register('require', function (req, res) { res.send(typeof require(req.query.m)); });
  r.register('globals', function (req, res) {
    res.json([typeof Buffer, typeof console, typeof process.nextTick, Object.keys(process.env).length, typeof setImmediate, typeof queueMicrotask, typeof URL,
      typeof URLSearchParams, typeof TextEncoder, typeof TextDecoder, typeof AbortController, typeof structuredClone, typeof atob, typeof btoa,
      typeof process.hrtime, typeof process.uptime, typeof process.platform, typeof process.version]);
  });
  r.register('helper', function (req, res, next, helper) {
    var Logger = helper.Logger;
    var logger = Logger('my_endpoint');
    logger.info('told', { a: 1 }, [2]);
    logger.error(new Error('with its stack'));
    logger.verbose('v'); logger.silly('s'); logger.debug('d'); logger.warn('w');
    res.json(Object.keys(logger).sort());
  });

  // ---- what is hostile, or careless
  r.register('throw-after-end', function (req, res) { res.send('answered'); throw new Error('too late'); });
  r.register('send-twice', function (req, res) { res.send('one'); res.send('two'); });
  r.register('write-after-end', function (req, res) { res.end('ended'); console.log('write gives', res.write('more'), res.end('again') === res); });
  r.register('never', function () {});
  r.register('next-after-end', function (req, res, next) { res.send('first'); next(new Error('second')); });
  r.register('alter-helper', function (req, res, next, helper) {
    helper.Logger = null; helper.added = 1;
    try { helper.Logger.prototype = { x: 1 }; delete helper.Logger; } catch (e) {}
    res.json([typeof helper.Logger, helper.added === undefined]);
  });
  r.register('see-helper', function (req, res, next, helper) { res.json([typeof helper.Logger, helper.added === undefined]); });
  r.register('leak', function (req, res) { leaked = 'of contract'; res.send('leaked'); });
  r.register('loop', function () { for (;;) {} });
  r.register('timer', function (req, res) { setTimeout(function () { throw new Error('in a timer'); }, 1); setTimeout(function () { res.send('alive'); }, 20); });
  r.register('big', function (req, res) { res.send('x'.repeat(Number(req.query.n))); });
};
