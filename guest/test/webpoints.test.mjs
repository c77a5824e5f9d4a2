import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot as bootStyle, read, split } from './harness.mjs';

/** An application whose `ops` the source fills, loaded, and `call(path)`. */
function boot(source, options = {}) {
  const guest = bootStyle(
    { '/index.js': `const wp = require('webpoints'), express = require('express'), P = wp.parameters;\nconst app = new wp.Application(${options.environment ?? ''}); const ops = app.operations;\n${source}\napp.run();` },
    { style: 'webpoints', ...options },
  );
  const loaded = guest.load();
  let number = 0;
  const call = (path, { method = 'GET', endpoint = 0, headers = {}, body } = {}) => {
    const lines = Object.entries(headers).flat().join('\n');
    const fields = [++number, endpoint, method, `/app${path}`, path.split('?')[0], '', '127.0.0.1', 'http', 'localhost', lines, '', body === undefined ? '-' : 't', body ?? ''];
    return read(guest.entries.exchange(fields.join('\0')));
  };
  return { ...guest, loaded, call };
}

test('an operation is declared with its parameters as data', () => {
  const { loaded } = boot(`ops['/sum/:x'] = {
    method: 'get', description: 'Adds', serialize: true,
    params: { x: new P.IntegerParam(), y: { default: null, deserialize: String, description: 'the other' }, 'X-T': { isHeader: true }, z: { default: () => 1, schema: { type: 'any', check() {} } } },
    handler() {},
  };`);
  assert.deepEqual(loaded, {
    endpoints: [
      {
        method: 'GET',
        path: '/sum/:x',
        body: 'text',
        reach: 'express',
        operation: {
          description: 'Adds',
          parameters: [
            { name: 'x', places: ['route', 'query', 'body'], required: true, schema: { type: 'integer' }, deserialize: true },
            { name: 'y', places: ['route', 'query', 'body'], required: false, default: null, description: 'the other' },
            { name: 'X-T', places: ['header'], required: true },
            { name: 'z', places: ['route', 'query', 'body'], required: false, schema: { type: 'any' } },
          ],
          serialize: true,
          longRunning: false,
        },
      },
    ],
    warnings: [],
  });
});

const paths = {
  '/a': ['/a'],
  a: ['/a'],
  '/a/': ['/a'],
  '/a/:b?': ['/a', '/a/:b'],
  '/:b?': ['/', '/:b'],
  '/wild/*': ['/wild/*'],
  '/:id(\\d+)/x': ['/*'],
  '/a/b+c': ['/a/*'],
  '/a/:b?/c': ['/a/*'],
  '/x.:format': ['/*'],
  '*': ['/*'],
};
for (const [path, templates] of Object.entries(paths)) {
  test(`the host knows ${path} as ${templates.join(' and ')}`, () => {
    const { loaded } = boot(`ops[${JSON.stringify(path)}] = { method: 'get', handler() {} };`);
    assert.deepEqual(loaded.endpoints.map((each) => each.path), templates);
  });
}

test('an operation without a method is declared for each', () => {
  const { loaded } = boot(`ops['/a'] = () => {};`);
  assert.deepEqual(loaded.endpoints.map(({ method }) => method), ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
});

test('a folder is the host’s', () => {
  const { loaded } = boot(`ops['/f'] = '~/static'; ops['/g/'] = new wp.StaticFilesEndpoint('.', { maxAge: 5, hidden: true, redirect: false });`);
  assert.deepEqual(loaded.endpoints, [
    { method: 'GET', path: '/f', body: 'text', reach: 'express', files: { folder: 'static', fallThrough: true } },
    { method: 'GET', path: '/g', body: 'text', reach: 'express', files: { folder: '', maxAge: 5, hidden: true, redirect: false, fallThrough: true } },
  ]);
});

const wrong = {
  "ops['/a'] = 5": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = null": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = []": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = {}": 'The handler of /a endpoint is not supported. It has no handler (expected: a function (…, callback))',
  "ops['/a'] = { createOperation() {} }": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = { method: 'fetch', handler() {} }": 'operation /a: method: fetch (expected: get, post, put, delete, del, patch, head)',
  "ops['/a'] = { serialize: 'json', handler() {} }": 'operation /a: serialize: json (expected: true, false or a function)',
  "ops['/a'] = { middleware: [5], handler() {} }": 'operation /a: middleware: 5 (expected: functions (request, response, next))',
  "ops['/a'] = { params: { x: 5 }, handler() {} }": 'operation /a: parameter x: 5 (expected: an object, such as {deserialize: true})',
  "ops['/a'] = { params: { x: { deserialize: 'json' } }, handler() {} }": 'operation /a: parameter x: deserialize: json (expected: true, false or a function)',
  "ops['/a'] = { params: { x: { schema: { type: 'nubmer' } } }, handler() {} }": 'operation /a: parameter x: schema.type: nubmer (expected: string, number, integer, boolean, object, array, null, any)',
  "ops['/a'] = { params: { x: { schema: { properties: { y: { minimum: '1' } } } } }, handler() {} }": 'operation /a: parameter x: schema.properties.y.minimum: 1 (expected: a number)',
  "ops['/a'] = { params: { x: { schema: { pattern: '(' } } }, handler() {} }": 'operation /a: parameter x: schema.pattern: ( (expected: a regular expression)',
  "ops['/a'] = { params: { x: { schema: { $ref: '#/none' } } }, handler() {} }": 'operation /a: parameter x: schema: $ref #/none (expected: a reference to a place in the same schema)',
  "ops['/a'] = { params: { x: { schema: { $schema: 'draft-99' } } }, handler() {} }": 'operation /a: parameter x: schema.$schema: draft-99 (expected: draft-03, draft-04, draft-06, draft-07, 2019-09 or 2020-12 of json-schema.org)',
  'const loop = {}; loop.not = loop; ops["/a"] = { params: { x: { schema: loop } }, handler() {} }': /operation \/a: parameter x: schema(\.not)+: deeper \(expected: at most 64 schemas in each other\)/,
  'new P.Primitive("nubmer")': 'parameter type: nubmer (expected: string, number, integer, boolean, any, null, object, array, Array, Object, Number, String, Boolean or null)',
  'app.features = ["sync"]': 'app.features: sync (expected: features.codeContracts, features.syncHandler, features.bodyParser or new features.TaskScheduler())',
  'new wp.StaticFilesEndpoint()': "StaticFilesEndpoint: path: undefined (expected: a folder of the add-on, such as './static')",
};
for (const [source, message] of Object.entries(wrong)) {
  test(`does not load: ${source}`, () => {
    const { error } = boot(source).loaded;
    if (message instanceof RegExp) {
      assert.match(error, message);
    } else {
      assert.ok(error.includes(message), error);
    }
  });
}

test('a mistake deep in a schema is shown where the application is run', () => {
  const { error } = boot(`ops['/a'] = { params: { x: { schema: { properties: { a: { properties: { b: { properties: { c: { type: 5 } } } } } } } } }, handler() {} };`).loaded;
  assert.match(error, /parameter x: schema\.properties\.a\.properties\.b\.properties\.c\.type: 5 \(expected: a schema/);
  assert.match(error, /app\/index\.js:4:5/);
});

test('a script without an application says what is expected', () => {
  const { error } = bootStyle({ '/index.js': 'module.exports = 5;' }, { style: 'webpoints' }).load();
  assert.match(error, /index\.js runs no application and exports none \(expected: app\.run\(\)/);
});

test('nothing of a request is read twice or made without need', () => {
  const { call } = boot(`let made = 0; ops['/n'] = { method: 'get', params: { x: { deserialize: (text) => [text, ++made] } }, serialize: true, handler(x, done) { done(x); } };`);
  assert.equal(call('/n?x=a').body, '["a",1]');
});

const queries = { 'x=1': '1', 'y=2&x=1': '1', 'x': '', 'x=': '', '&&x=1&': '1', 'x=%2': '%2', 'x=%E4': '%E4', 'x=a=b': 'a=b', '%78=1': '1', 'x=1+2': '1 2', 'xx=1': undefined, '=1': undefined, '': undefined };
for (const [query, value] of Object.entries(queries)) {
  test(`x of the query '${query}'`, () => {
    const { call } = boot(`ops['/q'] = { method: 'get', params: { x: { default: null } }, serialize: true, handler(x, done) { done(x); } };`);
    assert.equal(call(`/q?${query}`).body, JSON.stringify(value ?? null));
  });
}

test('a value that is not well-formed in the path is the client’s fault', () => {
  const { call } = boot(`ops['/p/:x'] = { method: 'get', params: { x: {} }, handler(x, done) { done(x); } };`);
  assert.equal(call('/p/a%20b').body, 'a b');
  assert.equal(call('/p/%E4').status, 400);
});

test('the whole of Object.prototype is out of reach', () => {
  const { call } = boot(`ops['/o'] = { method: 'post', params: { hasOwnProperty: { default: 'no' }, constructor: { default: 'no' } }, serialize: true, handler(a, b, done) { done([a, b]); } };`);
  const body = { method: 'POST', endpoint: 0, headers: { 'content-type': 'application/json' } };
  assert.equal(call('/o', { ...body, body: '{}' }).body, '["no","no"]');
  assert.equal(call('/o', { ...body, body: '{"constructor":1}' }).body, '["no",1]');
});

test('an environment with a class keeps its methods', () => {
  const { call } = boot(`ops['/e'] = { method: 'get', handler(done) { done(this.name()); } };`, { environment: `new (class { constructor() { this.n = 'N'; } name() { return this.n; } })()` });
  assert.equal(call('/e').body, 'N');
});

test('an answer after the call', async () => {
  const { call, entries } = boot(`ops['/later'] = { method: 'get', async handler(done) { await null; done('later'); } };`);
  assert.equal(call('/later'), null);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(split(entries.collect())[0].body, 'later');
});

test('a task keeps a result of bytes', () => {
  const kept = new Map();
  const ops = {
    'task.begin': () => 'id-1',
    'task.end': (text) => void kept.set(text.slice(0, 4), text.slice(5)),
    'task.take': (id) => (kept.has(id) ? `done\0${kept.get(id)}` : 'running\0'),
  };
  const guest = boot(`app.features = [wp.features.TaskScheduler]; let go; ops['/t'] = { method: 'post', longRunning: true, handler(done) { go = done; } }; ops['/go'] = (q, r) => { go(Buffer.from('bytes')); r.send('went'); };`, { ops });
  const begun = guest.call('/t', { method: 'POST', endpoint: 1 });
  assert.equal(begun.status, 202);
  assert.equal(begun.body, '/app/tasks/id-1');
  assert.equal(guest.call('/tasks/id-1', { method: 'DELETE' }).status, 204);
  guest.call('/go', { endpoint: 2 });
  const done = guest.call('/tasks/id-1', { method: 'DELETE' });
  assert.deepEqual([done.status, done.headers, guest.host.bytes.get(done.number).toString()], [200, 'content-type\napplication/octet-stream', 'bytes']);
});

test('a task is spoken of as long as it runs', () => {
  const alive = [];
  let tasks = 0;
  const ops = { 'task.begin': () => `id-${++tasks}`, 'task.alive': (ids) => void alive.push(ids), 'task.end': () => undefined, 'task.take': () => 'stopped' };
  const guest = boot(`app.features = [wp.features.TaskScheduler]; const go = []; ops['/t'] = { method: 'post', longRunning: true, handler(done) { go.push(done); } }; ops['/go'] = (q, r) => { go.shift()('done'); r.send('went'); };`, { ops });
  guest.call('/t', { method: 'POST', endpoint: 1 });
  guest.call('/t', { method: 'POST', endpoint: 1 });
  assert.equal(guest.host.timer, 5000);
  guest.host.clock = 5000;
  assert.equal(guest.entries.timer(5000), 10_000);
  guest.call('/go', { endpoint: 2 });
  guest.entries.timer(10_000);
  assert.deepEqual(alive, ['id-1\0id-2', 'id-2']);
  guest.call('/go', { endpoint: 2 });
  assert.equal(guest.host.timer, 0);
  assert.deepEqual(guest.call('/tasks/id-1', { method: 'DELETE' }).status, 500);
});

const validators = { undefined: 200, true: 200, '[]': 200, '({ valid: true })': 200, '({ errors: [] })': 200, false: 400, '["no"]': 400, '"no"': 400, '({ errors: ["no"] })': 400, '({ valid: false })': 400, '(() => { throw new Error("no"); })()': 400 };
for (const [result, status] of Object.entries(validators)) {
  test(`a validator that gives ${result} means ${status}`, () => {
    const { call } = boot(`ops['/v'] = { method: 'get', params: { x: { schema: 'mine' } }, handler(x, done) { done(x); } };`, { environment: `{}, () => ${result}` });
    assert.equal(call('/v?x=1').status, status);
  });
}

test('an operation keeps its context', async () => {
  const { call, entries } = boot(`
    const als = new (require('async_hooks').AsyncLocalStorage)();
    ops['/own'] = { method: 'get', handler: (callback) => { als.run('store', async () => { await 0; callback(als.getStore()); }); } };`);
  const answer = call('/own');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((answer ?? split(entries.collect())[0]).body, 'store');
});

const POST = (type, body) => ({ method: 'POST', headers: { 'content-type': type }, body });

test('express.raw, express.text and json({verify}) see the bytes as they came', () => {
  const { call } = boot(`
    const seen = [];
    const verify = (request, response, bytes, charset) => { seen.push(Buffer.isBuffer(bytes), bytes.toString('hex'), charset); if (String(bytes).includes('forged')) throw new Error('no'); };
    ops['/*'] = Object.assign((request, response) => {
      const { body } = request;
      response.json({ body: Buffer.isBuffer(body) ? { hex: body.toString('hex') } : body, seen, raw: request.rawBody.toString('hex') });
    }, { method: 'post', middleware: [express.json({ verify }), express.raw({ type: 'application/x-sum' }), express.text({ type: ['text/*', '+xml'], limit: '20b' }), express.urlencoded()] });`);
  const json = (answer) => JSON.parse(answer.body);
  assert.deepEqual(json(call('/', POST('application/json', '{"ä": 1}'))), {
    body: { ä: 1 },
    seen: [true, '7b22c3a4223a20317d', 'utf-8'],
    raw: '7b22c3a4223a20317d',
  });
  assert.equal(call('/', POST('application/json', '"forged"')).status, 403);
  assert.deepEqual(json(call('/', POST('application/x-sum', 'ab'))).body, { hex: '6162' });
  assert.deepEqual(json(call('/', POST('text/markdown; charset=utf-8', '# hü'))).body, '# hü');
  assert.deepEqual(json(call('/', POST('image/svg+xml', '<svg/>'))).body, '<svg/>');
  assert.equal(call('/', POST('text/plain', 'x'.repeat(21))).status, 413);
  assert.deepEqual(json(call('/', POST('application/x-www-form-urlencoded', 'a=1&b[c]=2'))).body, { a: '1', b: { c: '2' } });
  assert.deepEqual(json(call('/', POST('application/x-other', 'ab'))).body, {});
});

test('strict, reviver and a limit that is none', () => {
  const { call } = boot(`ops['/a'] = Object.assign((request, response) => response.json(request.body), {
    method: 'post', middleware: [express.json({ strict: true, reviver: (key, value) => (value === 1 ? 2 : value) })] });`);
  assert.equal(call('/a', POST('application/json', '[1]')).body, '[2]');
  assert.equal(call('/a', POST('application/json', '1')).status, 400);
  assert.match(boot(`express.json({ limit: 'much' });`).loaded.error, /limit: 'much' \(expected: a number of bytes/);
});

test('a form of a thousand parameters is read, one more is refused', () => {
  const { call } = boot(`ops['/a'] = { method: 'post', params: { k999: {} }, handler: (x, callback) => callback(x) };
    ops['/b'] = Object.assign((request, response) => response.json(Object.keys(request.body.x).length), { method: 'post', middleware: [express.urlencoded()] });`);
  const form = (count, name = (i) => `k${i}`) => POST('application/x-www-form-urlencoded', Array.from({ length: count }, (_, i) => `${name(i)}=${i}`).join('&'));
  assert.equal(call('/a', form(1000)).body, '999');
  assert.equal(call('/a', form(1001)).status, 413);
  assert.equal(call('/b', { ...form(1000, (i) => `x[${i}]`), endpoint: 1 }).body, '1000');
  assert.equal(call('/b', { ...form(500_000, (i) => `x[${i}]`), endpoint: 1 }).status, 413);
});

test('types are Express’s', () => {
  const { call } = boot(`for (const type of ['docx', 'ico', 'apk', 'nonsense', 'text/css', 'application/xml']) {
    ops['/' + type.replace('/', '-')] = { method: 'get', handler(callback) {}, serialize() {} };
  }
  ops['/*'] = Object.assign((request, response) => response.type(request.query.type).end('x'), { method: 'get' });`);
  const type = (name) => call(`/t?type=${name}`, { endpoint: 6 }).headers;
  assert.equal(type('docx'), 'content-type\napplication/vnd.openxmlformats-officedocument.wordprocessingml.document');
  assert.equal(type('ico'), 'content-type\nimage/vnd.microsoft.icon');
  assert.equal(type('apk'), 'content-type\napplication/vnd.android.package-archive');
  assert.equal(type('nonsense'), 'content-type\napplication/octet-stream');
  assert.equal(type('text/css'), 'content-type\ntext/css; charset=utf-8');
});
