// An application made of routers and applications in each other, as authors write them; Express on Node and a WebPoints application run it.
'use strict';

/** @param server an Express application, or that of WebPoints @param require of the add-on */
module.exports = (server, require) => {
  const express = require('express');
  const where = (req) => ({ url: req.url, path: req.path, base: req.baseUrl.replace(/^\/mw/, ''), original: req.originalUrl.replace(/^\/mw/, ''), params: req.params });
  const failing = (name) => (error, req, res, next) => res.status(error.status || 500).json({ by: name, failed: error.message, ...where(req) });

  // ---- nested, with and without the values of the routes above
  const users = express.Router({ mergeParams: true });
  users.get('/', (req, res) => res.json({ list: true, ...where(req) }));
  users.get('/:user', (req, res) => res.json(where(req)));
  users.get('/:user/*', (req, res) => res.json(where(req)));
  users.use('/:user/inner', express.Router().get('/:org?', (req, res) => res.json(where(req))));
  const closed = express.Router();
  closed.get('/:user', (req, res) => res.json(where(req)));
  const tree = express.Router();
  tree.use('/:org/users', users);
  tree.use('/:org/closed', closed);
  tree.use(/^\/star\/(.*)\/end/, users);
  tree.get('/plain/:id', (req, res) => res.json([req.params, req.params.id, 'id' in req.params, Object.keys(req.route), req.route.path]));
  server.use('/tree', tree);
  server.get('/tree/passed/on', (req, res) => res.json({ passed: true, ...where(req) }));

  // ---- what a router passes on, and where errors go
  const failures = new express.Router();
  failures.get('/thrown', () => { throw Object.assign(new Error('thrown within'), { status: 418 }); });
  failures.get('/left', (req, res, next) => next('router'));
  failures.get('/left', (req, res) => res.send('not left'));
  failures.get('/skipped', (req, res, next) => next('route'), (req, res) => res.send('not skipped'));
  failures.get('/skipped', (req, res) => res.send('skipped'));
  failures.get('/own', (req, res, next) => next(new Error('for itself')));
  failures.get('/rewritten', (req, res, next) => { req.url = '/own?x=1'; next(); });
  failures.use('/own', failing('router'));
  failures.use((req, res, next) => { req.url = req.url.replace('/moved', '/there'); next(); });
  server.use('/failures', failures);
  server.get('/failures/there', (req, res) => res.json(where(req)));
  server.use('/failures', failing('application'));

  // ---- values that are heard of before the handlers
  const heard = express.Router();
  heard.param('id', (req, res, next, value, name) => { (req.heard ??= []).push(`${name}=${value}`); next(value === 'bad' ? Object.assign(new Error('bad id'), { status: 400 }) : value === 'other' ? 'route' : undefined); });
  heard.param('id', (req, res, next, value) => { req.params.id = `<${value}>`; setTimeout(next, 1); });
  heard.get('/:id', (req, res, next) => { if (req.params.id === '<next>') next(); else res.json([req.heard, req.params]); });
  heard.all('/:id/:more?', (req, res) => res.json(['second', req.heard, req.params]));
  heard.get('/*', (req, res) => res.json(['last', req.heard ?? null, req.params]));
  server.use('/heard', heard);
  server.param('thing', (req, res, next, value) => { req.thing = value.toUpperCase(); next(); });
  server.get('/things/:thing', (req, res) => res.json([req.thing, req.params]));
  server.use('/heard', failing('application'));

  // ---- one path, several methods
  server.route('/route').all((req, res, next) => { res.set('X-All', '1'); next(); }).get((req, res) => res.send('got')).post((req, res) => res.status(201).send('made'));
  const options = express.Router();
  options.route('/a').get((req, res) => res.send('a')).put((req, res) => res.send('put'));
  server.use('/options', options);

  // ---- an application in it: with settings and locals of its own
  const sub = express();
  sub.disable('x-powered-by');
  sub.set('json spaces', 2).set('title', 'sub').disable('etag');
  sub.locals.color = 'red';
  sub.on('mount', (parent) => sub.set('mounted', parent === server && typeof sub.parent));
  sub.get('/', (req, res) => res.json([req.app === sub, req.app.get('title'), req.app.locals.color, sub.path().replace(/^\/mw/, ''), sub.mountpath, sub.get('mounted')]));
  sub.get('/where/:x', (req, res) => res.json(where(req)));
  sub.get('/on', (req, res, next) => next());
  server.locals.color = 'blue';
  server.use('/sub', sub);
  server.get('/sub/on', (req, res) => res.json([req.app === server, req.app.get('title') ?? null, req.app.locals.color, res.app === req.app]));

  // ---- what is kept for the answer
  server.use('/locals', (req, res, next) => { res.locals.user = 'ada'; next(); });
  server.get('/locals/it', (req, res) => res.json({ ...res.locals }));

  // ---- strict and with a difference between letters
  const strict = express.Router({ strict: true, caseSensitive: true });
  strict.get('/Path', (req, res) => res.send('path'));
  strict.get('/slash/', (req, res) => res.send('slash'));
  server.use('/strict', strict);
};
