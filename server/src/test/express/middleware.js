// An application that uses middleware of npm as it is; Express on Node and a WebPoints application run it.
'use strict';

/** @param server an Express application, or that of WebPoints @param require of the add-on */
module.exports = (server, require) => {
  const lines = [];
  const json = (req, res) => res.json({ url: req.url, method: req.method, body: req.body ?? null });
  const failing = (error, req, res, next) => res.status(error.status || error.statusCode || 500).json({ failed: error.name, status: error.status ?? null, code: error.code ?? null, type: error.type ?? null });

  // ---- the router's own
  server.use('/order', (req, res, next) => { req.seen = ['first']; next(); });
  server.use('/order', [(req, res, next) => { req.seen.push('second'); next(); }, [(req, res, next) => { req.seen.push(`third ${req.url} ${req.baseUrl.replace(/^\/mw/, '')}`); next(); }]]);
  server.get('/order/route', (req, res, next) => next('route'), (req, res) => res.send('not skipped'));
  server.get('/order/route', (req, res) => res.json(req.seen));
  server.get('/order/router', (req, res, next) => next('router'));
  server.get('/order/router', (req, res) => res.send('not left'));
  server.get('/order/error', (req, res, next) => next(Object.assign(new Error('passed'), { status: 418 })), (req, res) => res.send('not reached'));
  server.get('/order/throw', () => { throw new TypeError('thrown'); });
  server.get('/order/own', (req, res, next) => next(new RangeError('own')), (error, req, res, next) => res.status(409).send(`own ${error.name}`));
  server.get('/order/handled', (req, res, next) => next(new Error('first')), (error, req, res, next) => next(), (req, res) => res.send('went on'));
  server.use('/order/rewritten', (req, res, next) => { req.url = '/again?b=2'; next(); });
  server.get('/order/rewritten/again', (req, res) => res.json([req.url, req.path, req.originalUrl.replace(/^\/mw/, '')]));
  server.use('/order/moved', (req, res, next) => { req.url = `/../${req.url}`; next(); });
  server.get('/order/skip', (error, req, res, next) => res.send('never'), (req, res) => res.send('skipped'));
  server.use('/order', failing);

  // ---- cors
  const cors = require('cors');
  server.use('/cors', cors({ origin: ['https://example.com', /\.test$/], credentials: true, methods: ['GET', 'POST'], allowedHeaders: ['X-Own'], exposedHeaders: 'X-A', maxAge: 600 }));
  server.all('/cors/data', json);
  server.use('/cors-all', cors());
  server.all('/cors-all/data', json);

  // ---- helmet
  const helmet = require('helmet');
  server.use('/helmet', helmet());
  server.get('/helmet/page', (req, res) => res.send('<p>'));
  server.use('/helmet-some', helmet({ contentSecurityPolicy: false, frameguard: { action: 'deny' } }));
  server.get('/helmet-some/page', (req, res) => res.json(1));

  // ---- compression
  server.use('/compression', require('compression')({ threshold: 100 }));
  server.get('/compression/long', (req, res) => res.send('annex '.repeat(500)));
  server.get('/compression/short', (req, res) => res.send('short'));
  server.get('/compression/image', (req, res) => res.type('png').send(Buffer.alloc(500)));
  server.get('/compression/parts', (req, res) => { res.type('txt'); res.write('a'.repeat(300)); res.end('b'); });
  server.get('/compression/no', (req, res) => res.set('Cache-Control', 'no-transform').send('x'.repeat(300)));

  // ---- cookies
  server.use('/cookies', require('cookie-parser')('keyboard cat'));
  server.get('/cookies/read', (req, res) => res.json([req.cookies, req.signedCookies]));
  server.get('/cookies/set', (req, res) => res.cookie('a', 'b', { signed: true }).cookie('j', { x: 1 }).end());

  // ---- bodies
  const bodies = require('body-parser');
  server.use('/body/json', bodies.json({ limit: 100, strict: true }));
  server.use('/body/form', bodies.urlencoded({ extended: true, parameterLimit: 5 }));
  server.use('/body/raw', bodies.raw({ type: '*/*' }), (req, res) => res.send(Buffer.isBuffer(req.body) ? req.body : 'none'));
  server.use('/body/text', bodies.text({ type: 'text/*', defaultCharset: 'latin1' }));
  server.use('/body/verified', bodies.json({ verify: (req, res, bytes) => { if (bytes[0] === 0x5b) throw new Error('no lists'); } }));
  server.use('/body', json);
  server.use('/body', failing);

  // ---- sessions
  const session = require('express-session');
  server.use('/session', session({ secret: 'keyboard cat', resave: false, saveUninitialized: false, name: 'sid', cookie: { path: '/mw/session', maxAge: 60000 } }));
  server.get('/session/views', (req, res) => { req.session.views = (req.session.views || 0) + 1; res.json(req.session.views); });
  server.get('/session/none', (req, res) => res.json(Object.keys(req.session)));
  server.get('/session/end', (req, res, next) => req.session.destroy((error) => (error ? next(error) : res.send('ended'))));
  server.get('/session/anew', (req, res, next) => req.session.regenerate((error) => { if (error) return next(error); req.session.views = 10; res.send('anew'); }));

  // ---- method-override
  server.use('/override', require('method-override')(), require('method-override')('_method'));
  server.all('/override/it', (req, res) => res.json([req.method, req.originalMethod]));
  server.delete('/override/only', (req, res) => res.send('deleted'));

  // ---- morgan
  const stream = { write: (line) => lines.push(line) };
  server.use('/morgan', require('morgan')(':method :url :status :res[content-length] :res[content-type] :req[x-one] - :user-agent', { stream }));
  server.get('/morgan/ok', (req, res) => res.send('logged'));
  server.get('/morgan/missing', (req, res) => res.status(404).end());
  server.get('/lines', (req, res) => res.json(lines.splice(0)));

  // ---- multer
  const multer = require('multer');
  const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: 50, files: 2 } });
  const uploaded = (req, res) => res.json({ body: req.body, file: req.file && { ...req.file, buffer: req.file.buffer.toString() }, files: (req.files || []).map(({ originalname, buffer, mimetype }) => [originalname, buffer.toString(), mimetype]) });
  server.post('/multer/one', upload.single('file'), uploaded);
  server.post('/multer/many', upload.array('file', 2), uploaded);
  server.post('/multer/none', upload.none(), uploaded);
  server.use('/multer', failing);

  // ---- passport
  const passport = require('passport');
  const { Strategy } = require('passport-local');
  passport.use(new Strategy((name, password, done) => (name === 'broken' ? done(new Error('down')) : done(null, password === 'secret' ? { id: name } : false))));
  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser((id, done) => done(null, { id }));
  server.use('/passport', bodies.urlencoded({ extended: false }), session({ secret: 'other', resave: false, saveUninitialized: false, name: 'pid', cookie: { path: '/mw/passport' } }), passport.initialize(), passport.session());
  server.post('/passport/login', passport.authenticate('local'), (req, res) => res.json(req.user));
  server.post('/passport/redirected', passport.authenticate('local', { successRedirect: '/in', failureRedirect: '/out' }));
  server.get('/passport/who', (req, res) => res.json([req.isAuthenticated(), req.user ?? null]));
  server.post('/passport/logout', (req, res, next) => req.logout((error) => (error ? next(error) : res.send('out'))));
  server.use('/passport', failing);

  // ---- express-rate-limit
  const { rateLimit } = require('express-rate-limit');
  server.use('/limited', rateLimit({ windowMs: 60000, limit: 2, standardHeaders: 'draft-7', legacyHeaders: true, message: { error: 'slow down' }, validate: false }));
  server.get('/limited/it', (req, res) => res.send('ok'));

  // ---- serve-static
  server.use('/static', require('serve-static')(FILES, { maxAge: 1000, extensions: ['html'] }));
  server.use('/static-strict', require('serve-static')(FILES, { fallthrough: false, dotfiles: 'deny', redirect: false }), failing);

  // ---- express-validator
  const { body, query, validationResult } = require('express-validator');
  server.post('/validator', bodies.json(), body('email').isEmail().normalizeEmail(), body('age').optional().isInt({ min: 18 }).toInt(), query('q').trim().notEmpty(), (req, res) => {
    const errors = validationResult(req);
    res.status(errors.isEmpty() ? 200 : 400).json(errors.isEmpty() ? req.body : errors.array());
  });

  // ---- celebrate
  const { celebrate, errors, Joi, Segments } = require('celebrate');
  server.post('/celebrate', bodies.json(), celebrate({ [Segments.BODY]: Joi.object({ name: Joi.string().required(), age: Joi.number().integer().default(5) }), [Segments.QUERY]: { token: Joi.string().min(3) } }), json);
  server.use('/celebrate', errors());
};
