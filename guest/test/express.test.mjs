// Applications of the webpoints style as old code makes them, and Express's routers, settings and cookies in them.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { boot, split } from './harness.mjs';

/** Loads a script, and asks by method and path what the endpoint says that it has declared. */
function app(script, options = {}) {
  const guest = boot({ '/index.js': `const util = require('util'), wp = require('webpoints'), express = require('express');\n${script}` }, { style: 'webpoints', ...options });
  const loaded = guest.load();
  assert.equal(loaded.error, undefined);
  /** The first that matches, as the host finds it. */
  const found = (method, path) =>
    loaded.endpoints.findIndex((each) => each.method === method && new RegExp(`^${each.path.replace(/\/\*$/, '(/.*)?').replace(/:\w+/g, '[^/]+')}$`).test(path));
  const ask = async (target, { method = 'GET', ...more } = {}) => {
    const [path] = target.split('?');
    const answer = guest.exchange({ endpoint: found(method, path), method, target: `/app${target}`, path, ...more });
    if (answer !== null) return answer;
    await guest.turns();
    return split(guest.entries.collect())[0];
  };
  return { ...guest, loaded, ask };
}

const inherited = {
  'util.inherits and a call of the constructor': `function App(name) { wp.Application.call(this, { name }); } util.inherits(App, wp.Application);`,
  'Object.create and apply': `function App(name) { wp.Application.apply(this, [{ name }, 'JSONSchema']); } App.prototype = Object.create(wp.Application.prototype, { constructor: { value: App } });`,
  'an application as the prototype': `function App(name) { this.environment.name = name; } App.prototype = new wp.Application({}); App.prototype.constructor = App;`,
  'an application as the prototype, and its constructor': `function App(name) { wp.Application.call(this, { name }); } App.prototype = new wp.Application();`,
  'a class': `class App extends wp.Application { constructor(name) { super({ name }); } }`,
  'neither new nor this': `const App = function (name) { return wp.Application({ name }); };`,
};
for (const [how, made] of Object.entries(inherited)) {
  test(`an application of one's own: ${how}`, async () => {
    const { ask } = app(`${made}
      const own = new App('ada'); own.features = [wp.features.syncHandler];
      own.operations['/who'] = { method: 'get', synchronous: true, params: { n: new wp.parameters.IntegerParam(1) }, handler(n) { return [this.name, n, own instanceof wp.Application].join(); } };
      own.run();`);
    assert.equal((await ask('/who?n=5')).body, 'ada,5,true');
    assert.equal((await ask('/who?n=x')).status, 400);
  });
}

test('createOperation and createResponseCallback are overridden by classes, prototypes and on the object', async () => {
  const { ask } = app(`
    class First extends wp.Application {
      createOperation(url, operation, server) { super.createOperation('/first' + url, operation, server); }
      createResponseCallback(operation, response) { const callback = super.createResponseCallback(operation, response); return (value) => callback('first ' + value); }
    }
    function Second() { wp.Application.call(this); } util.inherits(Second, wp.Application);
    Second.prototype.createOperation = function (url, operation, server) { wp.Application.prototype.createOperation.call(this, '/second' + url, operation, server); };
    const third = new wp.Application(); const before = third.createOperation;
    third.createOperation = function (url, operation, server) { before('/third' + url, operation, server); };
    for (const each of [new First(), new Second(), third]) { each.operations['/a'] = { method: 'get', handler(done) { done('a'); } }; each.run(); }`);
  assert.deepEqual(await Promise.all(['/first/a', '/second/a', '/third/a'].map(async (path) => (await ask(path)).body)), ['first a', 'a', 'a']);
});

test('the other classes may be inherited in the old way too', async () => {
  const { ask } = app(`
    const { NumberParam, UnionParam, Primitive } = wp.parameters;
    function Age() { NumberParam.call(this, 18); this.description = 'years'; } util.inherits(Age, NumberParam);
    function Either() { UnionParam.call(this, 'number', 'boolean'); } util.inherits(Either, UnionParam);
    function Text() { Primitive.call(this, 'string'); } util.inherits(Text, Primitive);
    function Pool() { wp.ApplicationPool.call(this); } util.inherits(Pool, wp.ApplicationPool);
    function Files(path) { wp.StaticFilesEndpoint.call(this, path, { maxAge: 1000 }); } util.inherits(Files, wp.StaticFilesEndpoint);
    function Scheduler() { wp.features.taskModel.TaskScheduler.call(this, '/mine/:taskId'); } util.inherits(Scheduler, wp.features.taskModel.TaskScheduler);
    const it = new wp.Application(); const pool = new Pool(); pool.it = it;
    it.features = [new Scheduler()];
    it.operations['/files'] = new Files('~/public');
    it.operations['/a'] = { method: 'get', serialize: true, params: { age: new Age(), either: new Either(), text: new Text() },
      handler(age, either, text, done) { done([age, either, text, new Age() instanceof NumberParam, new Age().constructor === Age, new NumberParam().constructor === NumberParam, pool instanceof wp.ApplicationPool]); } };
    pool.run({ it: {} });`, { ops: { 'pool.disabled': () => '' } });
  assert.equal((await ask('/a?either=true&text=%22x%22')).body, '[18,true,"x",true,true,true,true]');
  assert.equal((await ask('/a?either=null&text=%22x%22')).status, 400);
});

test('Node’s own are inherited in the old way', async () => {
  const { ask } = app(`
    const { EventEmitter } = require('events'), stream = require('stream');
    function Source() { stream.Readable.call(this); this.left = ['a', 'b']; } util.inherits(Source, stream.Readable);
    Source.prototype._read = function () { this.push(this.left.shift() ?? null); };
    function Upper() { stream.Transform.call(this); } util.inherits(Upper, stream.Transform);
    Upper.prototype._transform = function (chunk, encoding, done) { done(null, String(chunk).toUpperCase()); };
    function Own() { EventEmitter.call(this); } util.inherits(Own, EventEmitter);
    function Failure(message) { Error.call(this); this.message = message; } util.inherits(Failure, Error);
    const it = new wp.Application();
    it.operations['/a'] = (req, res) => {
      const own = new Own(); const seen = [own instanceof EventEmitter, new Failure('why') instanceof Error, String(new Failure('why'))];
      own.on('it', (value) => seen.push(value)); own.emit('it', 5);
      const parts = []; new Source().pipe(new Upper()).on('data', (part) => parts.push(String(part))).on('end', () => res.json([...seen, parts.join('')]));
    };
    it.run();`);
  assert.equal((await ask('/a')).body, '[true,true,"Error: why",5,"AB"]');
});

test('run takes a list of middleware, in the place of a tuner or of the port', async () => {
  for (const given of ['3000, [first, [second]]', '[first, second]', '3000, function (server) { server.use(first, second); }']) {
    const { ask } = app(`const first = (q, r, next) => { q.seen = ['first']; next(); }, second = (q, r, next) => { q.seen.push('second'); next(); };
      const it = new wp.Application(); it.operations['/a'] = (q, r) => r.json(q.seen); it.run(${given});`);
    assert.equal((await ask('/a')).body, '["first","second"]', given);
  }
});

/** What a minifier makes of a parser of cookies. */
const MINIFIED = `const p=(s)=>{const u=require("crypto");return(e,t,r)=>{if(e.cookies)return r();var n=e.headers.cookie;e.secret=s;e.cookies=Object.create(null);e.signedCookies=Object.create(null);if(!n)return r();for(const c of n.split("; ")){const i=c.indexOf("="),k=c.slice(0,i),v=decodeURIComponent(c.slice(i+1));v.startsWith("s:")?e.signedCookies[k]=v.slice(2).split(".")[0]:e.cookies[k]=v}r()}};`;
const COOKIES = { headers: { cookie: 'a=1; s=s%3Avalue.x' } };

test('a parser of cookies reads them though they are there, whatever it is called', async () => {
  const { ask } = app(`${MINIFIED} const it = new wp.Application();
    const shown = (q, r) => r.json([q.secret ?? null, q.cookies, q.signedCookies]);
    it.operations['/none'] = shown;
    it.operations['/own'] = Object.assign((q, r) => shown(q, r), { middleware: [p('k')] });
    it.operations['/twice'] = Object.assign((q, r) => shown(q, r), { middleware: [p('k'), p('other')] });
    it.run(0, (server) => { server.get('/got', p('k'), shown); server.use('/used', p('k')); server.get('/used/it', shown); });`);
  assert.equal((await ask('/none', COOKIES)).body, '[null,{"a":"1","s":"s:value.x"},{}]');
  for (const path of ['/own', '/twice', '/got', '/used/it']) {
    assert.equal((await ask(path, COOKIES)).body, '["k",{"a":"1"},{"s":"value"}]', path);
  }
});

test('express.cookieParser with a secret reads signed cookies, which response.cookie has signed', async () => {
  const { ask } = app(`const it = new wp.Application();
    it.operations['/set'] = (q, r) => r.cookie('who', 'ada', { signed: true }).end();
    it.operations['/read'] = (q, r) => r.json([q.cookies, q.signedCookies]);
    it.run(0, (server) => server.use(express.cookieParser(['new', 'old'])));`);
  const signed = (value, secret) => `s:${value}.${createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '')}`;
  assert.ok((await ask('/set')).headers.includes(`who=${encodeURIComponent(signed('ada', 'new'))};`));
  const cookie = [`a=1`, `n=${signed('x', 'new')}`, `o=${signed('j:{"y":1}', 'old')}`, `f=s:forged.nothing`].map((each) => each.replace(/[:{}",]/g, encodeURIComponent)).join('; ');
  assert.equal((await ask('/read', { headers: { cookie } })).body, '[{"a":"1"},{"n":"x","o":{"y":1},"f":false}]');
});

test('each application of a pool has settings of its own', async () => {
  const { ask } = app(`const pool = new wp.ApplicationPool(); const made = (tune) => { const it = new wp.Application(); it.operations['/a'] = (q, r) => r.json({ a: q.app.get('title') ?? null }); it.main = () => { it.configurations.production = tune; }; return it; };
    pool.plain = made(() => {}); pool.spaced = made((server) => { server.set('json spaces', 1).set('title', 'spaced').disable('etag'); });
    pool.run({ plain: {}, spaced: {} });`, { ops: { 'pool.disabled': () => '' } });
  const [plain, spaced] = [await ask('/plain/a'), await ask('/spaced/a')];
  assert.deepEqual([plain.body, spaced.body], ['{"a":null}', '{\n "a": "spaced"\n}']);
  assert.ok(plain.headers.includes('etag') && !spaced.headers.includes('etag'));
});

test('what Express 2 and 3 had in an application: its router among the middleware, and error handlers behind everything', async () => {
  const { ask } = app(`const it = new wp.Application(); it.operations['/a'] = (q, r) => r.send(q.seen); it.operations['/b'] = () => { throw new Error('b'); };
    it.run(0, (server) => { server.configure(() => { server.use((q, r, next) => { q.seen = 'seen'; next(); }); server.use(server.router); server.error((error, q, r) => r.status(503).send('handled ' + error.message)); }); });`);
  assert.equal((await ask('/a')).body, 'seen');
  const broken = await ask('/b');
  assert.deepEqual([broken.status, broken.body], [503, 'handled b']);
});

test('a script may be an Express application and no more', async () => {
  for (const end of ['server.listen(3000, () => { told = true; })', 'module.exports = server; told = true', 'server.listen(1, () => { told = true; }); module.exports = server']) {
    const { ask, turns } = app(`let told = false; const server = express(); server.get('/a/:id', (q, r) => r.json([q.params, q.app === server, told])); ${end};`);
    await turns();
    assert.equal((await ask('/a/5', { endpoint: 0 })).body, '[{"id":"5"},true,true]', end);
  }
});

test('what was once in Express says which package it is', () => {
  const guest = boot({ '/index.js': `const express = require('express'); express().use(express.session({}));` }, { style: 'webpoints' });
  assert.match(guest.load().error, /express\.session: it is a package of its own \(expected: require\('express-session'\), in the add-on's node_modules\)/);
});

test('rejected handlers go to the error handlers, as what is thrown', async () => {
  const { ask } = app(`const it = express(); const router = express.Router();
    router.get('/a', async () => { throw Object.assign(new Error('later'), { status: 409 }); });
    router.get('/b', (q, r, next) => { setTimeout(next, 1, new Error('passed later')); });
    router.param('id', async (q, r, next, value) => { if (value === 'x') throw new Error('param'); next(); });
    router.get('/p/:id', (q, r) => r.send('p'));
    it.use('/r', router); it.use((error, q, r, next) => r.status(error.status ?? 500).send(error.message)); it.listen();`);
  const all = [];
  for (const path of ['/r/a', '/r/b', '/r/p/x', '/r/p/y']) all.push(await ask(path));
  assert.deepEqual(all.map(({ status, body }) => [status, body]), [[409, 'later'], [500, 'passed later'], [500, 'param'], [200, 'p']]);
});

test('what was written may be altered before the end', async () => {
  const { ask, host } = app(`const it = new wp.Application(); it.operations['/w'] = (q, r) => { const bytes = Buffer.from('ab'); r.write(bytes); bytes.fill(0); r.end('c'); }; it.run();`);
  const { number } = await ask('/w');
  assert.equal(String(host.bytes.get(number)), 'abc');
});

test('what is called is called by its name, in stacks too', async () => {
  const { ask } = app(`const it = new wp.Application({ own: 1 }), other = new wp.Application(); it.operations['/s'] = other.operations['/o'] = { method: 'get', handler: function shown(done) { done(String(new Error('x').stack)); } };
    it.operations['/n'] = (q, r) => r.json([it.constructor === wp.Application, Object.keys(wp.Application.prototype).length, Reflect.getPrototypeOf(it) === wp.Application.prototype, it instanceof wp.Application]); it.run(); other.run();`);
  for (const path of ['/s', '/o']) assert.match((await ask(path)).body, /at (_?OperationContext|context)\.shown/);
  assert.equal((await ask('/n')).body, '[true,0,true,true]');
});

test('forms are read with names as they are where that is said', async () => {
  const { ask } = app(`const it = express(); it.post('/flat', express.urlencoded({ extended: false }), (q, r) => r.json(q.body)); it.post('/deep', express.urlencoded({ extended: true }), (q, r) => r.json(q.body)); it.listen();`);
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1&a=2&b[c]=3' };
  assert.equal((await ask('/flat', form)).body, '{"a":["1","2"],"b[c]":"3"}');
  assert.equal((await ask('/deep', form)).body, '{"a":["1","2"],"b":{"c":"3"}}');
});
