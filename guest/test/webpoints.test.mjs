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
        body: 'bytes',
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
    { method: 'GET', path: '/f', body: 'bytes', reach: 'express', files: { folder: 'static', fallThrough: true } },
    { method: 'GET', path: '/g', body: 'bytes', reach: 'express', files: { folder: '', maxAge: 5, hidden: true, redirect: false, fallThrough: true } },
  ]);
});

const wrong = {
  "ops['/a'] = 5": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = null": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = []": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = {}": 'The handler of /a endpoint is not supported. It has no handler (expected: a function (…, callback))',
  "ops['/a'] = { createOperation() {} }": 'The handler of /a endpoint is not supported.',
  "ops['/a'] = { serialize: 'json', handler() {} }": 'operation /a: serialize: json (expected: true, false or a function)',
  "ops['/a'] = { middleware: [5], handler() {} }": 'operation /a: middleware: 5 (expected: functions (request, response, next))',
  "ops['/a'] = { params: { x: 5 }, handler() {} }": 'operation /a: parameter x: 5 (expected: an object, such as {deserialize: true})',
  "ops['/a'] = { params: { x: { deserialize: 'json' } }, handler() {} }": 'operation /a: parameter x: deserialize: json (expected: true, false or a function)',
  "ops['/a'] = { params: { x: { schema: { type: 'nubmer' } } }, handler() {} }": 'operation /a: parameter x: schema.type: nubmer (expected: string, number, integer, boolean, object, array, null, any)',
  "ops['/a'] = { params: { x: { schema: { properties: { y: { minimum: '1' } } } } }, handler() {} }": 'operation /a: parameter x: schema.properties.y.minimum: 1 (expected: a number)',
  "ops['/a'] = { params: { x: { schema: { pattern: '(' } } }, handler() {} }": 'operation /a: parameter x: schema.pattern: ( (expected: a regular expression)',
  "ops['/a'] = { params: { x: { schema: { $ref: '#/none' } } }, handler() {} }": 'operation /a: parameter x: schema: $ref #/none (expected: a reference to a place in the same schema)',
  "ops['/a'] = { params: { x: { schema: { $schema: 'draft-99' } } }, handler() {} }": 'operation /a: parameter x: schema.$schema: draft-99 (expected: draft-01, draft-02, draft-03, draft-04, draft-06, draft-07, 2019-09 or 2020-12 of json-schema.org)',
  'const loop = {}; loop.not = loop; ops["/a"] = { params: { x: { schema: loop } }, handler() {} }': /operation \/a: parameter x: schema(\.not)+: deeper \(expected: at most 64 schemas in each other\)/,
  'new P.Primitive("nubmer")': 'parameter type: nubmer (expected: string, number, integer, boolean, any, null, object, array, Array, Object, Number, String, Boolean or null)',
  'app.features = ["sync"]': 'app.features: sync (expected: features.codeContracts and the like, a function (descriptor, server), or an object with apply(descriptor, server))',
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

/** Tasks as the host keeps them, without their limits. */
function tasks() {
  const kept = new Map();
  const alive = [];
  let random = 0;
  return {
    kept,
    alive,
    ops: {
      random: (length) => new Uint8Array(Number(length)).fill(++random),
      'task.begin': (text) => {
        const [id, pool, capacity, life, left] = text.split('\0');
        if (kept.size >= Number(capacity)) return 'full';
        kept.set(id, { pool, life, left });
        return '';
      },
      'task.progress': (text) => void (kept.get(text.split('\0')[0]).left = text.split('\0')[1]),
      'task.alive': (ids) => void alive.push(ids),
      'task.end': (text) => {
        const [id, , ...outcome] = text.split('\0');
        kept.get(id).outcome = outcome.join('\0');
      },
      'task.take': (id) => {
        const { left, outcome } = kept.get(id) ?? {};
        if (left === undefined) return 'none';
        if (outcome === undefined) return `running\0${left}`;
        kept.delete(id);
        return `done\0${outcome}`;
      },
    },
  };
}

/** An application with tasks: `go(…)` calls back what began first, `ask()` asks its monitor. */
function booted(options, operation, { features = `new wp.features.taskModel.TaskScheduler(${options})`, ...more } = {}) {
  const host = tasks();
  const guest = boot(
    `const { TaskScheduler, TaskMonitorEndpoint, AsyncProgressNotification } = wp.features.taskModel; let end; const ended = [];
    ops['/t'] = { method: 'post', params: { n: { default: null } }, ${operation} };
    ops['/go'] = (q, r) => { end(...new Function('Progress', 'return ' + q.query.v)(AsyncProgressNotification)); r.send('went'); };
    app.features = [${features}];`,
    { ops: host.ops, ...more },
  );
  const place = (path, method) => guest.loaded.endpoints.findIndex((each) => each.path === path && each.method === method);
  return {
    ...guest,
    ...host,
    begin: (query = '') => guest.call(`/t${query}`, { method: 'POST', endpoint: place('/t', 'POST') }),
    go: (v) => guest.call(`/go?v=${encodeURIComponent(v)}`, { endpoint: place('/go', 'GET') }),
    ask: (begun, method = 'DELETE') => guest.call(begun.body.slice('/app'.length), { method, endpoint: place('/tasks/:taskId', method) }),
  };
}

const LATER = 'longRunning: true, handler(n, done) { end = done; }';
const head = (answer, name) => {
  const lines = answer.headers.split('\n');
  return lines[lines.findIndex((line, i) => i % 2 === 0 && line.toLowerCase() === name) + 1];
};

for (const [results, status, body] of [
  ['[{ a: 1 }]', 200, '{"a":1}'],
  ['["text"]', 200, '"text"'],
  ['["made", 201, { "X-A": "1" }]', 201, '"made"'],
  ['["no", 409]', 409, 'no'],
  ['[undefined]', 204, ''],
  ['[]', 204, ''],
  ['[null]', 200, 'null'],
  ['[Buffer.from("ab")]', 200, '{"type":"Buffer","data":[97,98]}'],
]) {
  test(`a task's result ${results} is ${status} ${body}, once`, () => {
    const { begin, go, ask, kept } = booted('', LATER);
    const begun = begin();
    assert.deepEqual([begun.status, begun.body, head(begun, 'content-type')], [202, `/app/tasks/${'01'.repeat(16)}`, 'text/html; charset=utf-8']);
    assert.equal(head(begun, 'location'), begun.body);
    assert.deepEqual([ask(begun).status, ask(begun).headers], [204, '']);
    go(results);
    const done = ask(begun);
    assert.deepEqual([done.status, done.body], [status, body]);
    assert.deepEqual([ask(begun).status, ask(begun).body], [404, "Task doesn't exist on the server."]);
    assert.equal(kept.size, 0);
  });
}

test('a task is appraised, and says how long it will take still', () => {
  const { begin, go, ask } = booted('', `longRunning: { appraise(n, tell) { tell(Number(n)); } }, handler(n, done) { ops.id = this.taskId; end = done; }`);
  const begun = begin('?n=9001');
  assert.equal(head(ask(begun), 'retry-after'), '10');
  go('[new Progress(1500)]');
  assert.equal(head(ask(begun), 'retry-after'), '2');
  go('[5]');
  assert.equal(ask(begun).body, '5');
  const refused = begin('?n=300001');
  assert.deepEqual([refused.status, refused.body, head(refused, 'content-type')], [400, 'The task has too much run-time(300001 ms).', 'text/html; charset=utf-8']);
});

test('a scheduler has its own path, header, longest time and capacity', () => {
  const { begin, call, kept, loaded } = booted(`'/jobs/:taskId/state', { capacity: 2, maxRemainingTime: 50, remainingTimeHeader: 'X-Left', taskLifetime: 3, tcinterval: 100 }`, `longRunning: { appraise: (n, tell) => tell(n === null ? undefined : Number(n)) }, handler(n, done) {}`);
  const begun = begin('?n=50');
  assert.match(begun.body, /^\/app\/jobs\/[0-9a-f]{32}\/state$/);
  assert.deepEqual([...kept.values()], [{ pool: '0:/jobs/:taskId/state', life: '300', left: '50' }]);
  const endpoint = loaded.endpoints.findIndex(({ method }) => method === 'DELETE' && true);
  assert.equal(loaded.endpoints.at(-1).path, '/jobs/:taskId/state');
  assert.equal(head(call(begun.body.slice(4), { method: 'DELETE', endpoint: loaded.endpoints.length - 1 }), 'x-left'), '1');
  assert.ok(endpoint >= 0);
  assert.equal(begin('?n=51').body, 'The task has too much run-time(51 ms).');
  assert.equal(begin().status, 202);
  const full = begin();
  assert.deepEqual([full.status, full.body], [400, 'The capacity(2) of the task pool exceeded.']);
});

test('seconds for Retry-After are said as they are', () => {
  const { begin, ask } = booted('{ retryAfter: 5 }', LATER);
  const begun = begin();
  assert.deepEqual([head(begun, 'retry-after'), head(ask(begun), 'retry-after')], ['5', '5']);
  const own = booted('', 'longRunning: 400, handler(n, done) { end = done; }');
  assert.equal(head(own.ask(own.begin()), 'retry-after'), '400');
});

test('a handler with manual begins and ends its task by itself, or answers', () => {
  const manual = `longRunning: 'manual', handler(n, flow) {
    if (n === 'direct') flow.endInvoke({ now: this.taskId.length }, 201);
    else if (n === 'long') flow.beginInvoke(1e9, (ended) => ops.told = ended === undefined);
    else if (n === 'twice') { flow.beginInvoke((first) => flow.beginInvoke((second) => { end = (...all) => first(second === undefined, ...all); })); }
    else if (n === 'throws') throw new Error('secret');
    else if (n === 'after') flow.beginInvoke(() => { throw new Error('secret'); });
    else { const { beginInvoke, progress } = flow; beginInvoke(2000, (done) => { progress(500); end = done; }); }
  }`;
  const { begin, go, ask, call } = booted('', manual);
  const direct = begin('?n=direct');
  assert.deepEqual([direct.status, direct.body], [201, '{"now":32}']);
  assert.deepEqual([begin('?n=long').status, begin('?n=throws').status], [400, 500]);
  const begun = begin();
  assert.equal(head(ask(begun), 'retry-after'), '1');
  go('["done"]');
  assert.equal(ask(begun).body, '"done"');
  const twice = begin('?n=twice');
  go('[]');
  assert.equal(ask(twice).body, 'true');
  const after = begin('?n=after');
  assert.equal(after.status, 202);
  assert.deepEqual([ask(after).status, ask(after).status], [500, 404]);
  assert.ok(call);
});

test('a task that throws, rejects, or gives what cannot be kept has failed', () => {
  for (const handler of ['handler() { throw new Error("secret"); }', 'handler(n, done) { const o = {}; o.o = o; done(o); }']) {
    const { begin, ask, host } = booted('', `longRunning: 'auto', ${handler}`);
    const begun = begin();
    assert.equal(begun.status, 202);
    const failed = ask(begun);
    assert.deepEqual([failed.status, failed.body], [500, 'The task failed']);
    assert.ok(host.logs.some(([level, , text]) => level === 'error' && text.includes('after the answer was sent')), JSON.stringify(host.logs));
  }
});

test('a monitor answers the verb that TaskMonitorEndpoint has, and any that is made', () => {
  const { begin, ask, loaded } = booted('', LATER, { features: `(TaskMonitorEndpoint.prototype.method = 'get', ops.scheduler = undefined, delete ops.scheduler, new TaskScheduler())` });
  assert.deepEqual(loaded.endpoints.filter(({ path }) => path === '/tasks/:taskId').map(({ method }) => method), ['GET']);
  assert.equal(ask(begin(), 'GET').status, 204);
});

test('an application keeps its tasks by itself', () => {
  const own = `{ persistence: {
    tasks: {},
    open(id, callback) { callback(this.tasks[id]); },
    save(id, properties, callback) {
      const own = Object.assign({}, properties);
      const task = this.tasks[id] = {
        getProperties: (names, tell) => tell(Object.fromEntries(names.map((name) => [name, own[name]]))),
        setProperties(more, tell) { if (more.state === 1 && globalThis.wait) { globalThis.wait = () => { Object.assign(own, more); tell(true); }; return; } Object.assign(own, more); tell(true); },
      };
      globalThis.kept = this.tasks;
      callback(task);
    },
    remove(id, callback) { callback(delete this.tasks[id]); },
    collect(generation, callback) { const ids = Object.keys(this.tasks); this.tasks = globalThis.kept = {}; callback(ids.length * generation); },
  }, capacity: 1, tcinterval: 50 }`;
  const { begin, go, ask, kept, host, entries, context } = booted(own, LATER);
  const begun = begin();
  assert.equal(kept.size, 0);
  assert.equal(ask(begun).status, 204);
  assert.equal(begin().body, 'The capacity(1) of the task pool exceeded.');
  go('["done", 201]');
  assert.deepEqual([ask(begun).status, ask(begun).status], [201, 404]);
  const second = begin();
  assert.equal(second.status, 202);
  host.clock = 50;
  entries.timer(50);
  assert.equal(ask(second).status, 404);
  // Its persistence takes its time.
  context.wait = true;
  assert.equal(begin(), null);
  const [id] = Object.keys(context.kept);
  const created = ask({ body: `/app/tasks/${id}` });
  assert.equal(created.status, 201);
  context.wait();
  assert.equal(split(entries.collect())[0].status, 202);
  assert.equal(ask({ body: `/app/tasks/${id}` }).status, 204);
});

test('a task is spoken of as long as it runs', () => {
  const { begin, go, host, entries, alive } = booted('', LATER.replace('end = done', 'ended.push(done); end = (...all) => ended.shift()(...all)'));
  const [first, second] = [begin(), begin()].map(({ body }) => body.slice('/app/tasks/'.length));
  assert.equal(host.timer, 5000);
  host.clock = 5000;
  assert.equal(entries.timer(5000), 10_000);
  go('["done"]');
  entries.timer(10_000);
  assert.deepEqual(alive, [`${first}\0${second}`, second]);
  go('["done"]');
  assert.equal(host.timer, 0);
});

test('features are applied in their order, before kinds are told apart, and may rewrite what they get', () => {
  const { call, loaded, host } = boot(`
    const seen = [];
    const own = (descriptor, server) => { seen.push(typeof descriptor + typeof server.get); if (descriptor.shout) {
      const { handler } = descriptor;
      descriptor.handler = wp.toPlainFunction(function (args, callback) { handler.call(this, ...args, (value) => callback(value + '!')); });
      descriptor.description = 'Loud';
    } };
    const object = { init(application) { application.operations['/added'] = (q, r) => r.json(seen); }, apply(descriptor) { if (descriptor.folder) descriptor.createOperation = () => (q, r) => r.send('made'); } };
    app.features = [own, wp.features.syncHandler, object];
    ops['/shout'] = { method: 'get', shout: true, synchronous: false, handler(done) { done(this instanceof wp.OperationContext); } };
    ops['/made'] = { method: 'get', folder: 'x', handler(done) { done('not'); } };
    ops['/text'] = './text';`);
  assert.deepEqual([call('/shout').body, call('/made', { endpoint: 1 }).body], ['true!', 'made']);
  assert.deepEqual(JSON.parse(call('/added', { endpoint: loaded.endpoints.findIndex(({ path }) => path === '/added') }).body), ['objectfunction', 'objectfunction', 'stringfunction', 'functionfunction']);
  assert.equal(loaded.endpoints[0].operation.description, 'Loud');
  assert.deepEqual(host.logs, []);
});

test('contracts see the list of results, and are switched off for all', () => {
  const source = `app.features = [wp.features.codeContracts, wp.features.syncHandler];
    ops['/c'] = { method: 'get', params: { n: { deserialize: true } }, serialize: true,
      requires(n, tell) { tell(n > 0, 'too small'); }, ensures(n, results, tell) { tell(results[0] < 9 && results[1] === 201 && results[2]['X-A'] === '1', JSON.stringify(results)); },
      handler(n, done) { done(n + 1, 201, { 'X-A': '1' }); } };
    ops['/s'] = { method: 'get', synchronous: true, params: { n: { deserialize: true } }, requires(n, tell) { tell(n !== 0); }, ensures(n, [value], tell) { tell(value !== 4); }, handler: (n) => n * 2 };
    ops['/t'] = { method: 'get', requires() { throw new Error('secret'); }, handler() {} };`;
  const { call } = boot(source);
  const answers = ['/c?n=1', '/c?n=0', '/c?n=9'].map((path) => call(path)).concat(['/s?n=1', '/s?n=0', '/s?n=2'].map((path) => call(path, { endpoint: 1 })), call('/t', { endpoint: 2 }));
  assert.deepEqual(answers.slice(0, 6).map(({ status, body }) => [status, body]), [[201, '2'], [412, 'too small'], [400, '[10,201,{"X-A":"1"}]'], [200, '2'], [412, 'Precondition failed'], [400, 'Postcondition failed.']]);
  assert.equal(answers[6].status, 500);
  const off = boot(`wp.features.codeContracts.disableContracts = true; ${source}`);
  assert.deepEqual([off.call('/c?n=0').status, off.call('/s?n=2', { endpoint: 1 }).body], [201, '4']);
});

test('bodies are parsed, errors are incidents and operations answer 404 where the features say so', () => {
  const { call, loaded } = boot(
    `app.features = [wp.features.bodyParser, wp.features.errorHandler, wp.features.switcher];
    ops['/p'] = { method: 'post', parseBody: true, middleware: (q, r, next) => { r.set('X-Seen', q.body.x); next(); }, params: { x: {} }, handler(x, done) { done(x); } };
    ops['/n'] = { method: 'post', middleware: [], params: { x: { default: 'none' } }, handler(x, done) { done(x); } };
    const status = () => Object.assign(new Error('secret'), { status: 404 });
    ops['/e'] = { method: 'get', handleErrors: true, params: { x: {} }, middleware: [(q, r, next) => next(q.query.x === 'm' ? status() : undefined)], handler(x, done) { if (x === 'h') throw status(); done(x); } };
    ops['/f'] = Object.assign((q, r) => { throw status(); }, { method: 'get', handleErrors: true });
    ops['/off'] = { method: 'get', handler(done) { done(String(delete app.environment.enabled)); } };`,
    { environment: '{ enabled: true }' },
  );
  const at = (path) => loaded.endpoints.findIndex((each) => each.path === path);
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'x=1' };
  assert.deepEqual([call('/p', form).body, head(call('/p', form), 'x-seen'), call('/n', { ...form, endpoint: at('/n') }).body], ['1', '1', 'none']);
  assert.deepEqual(['/e?x=m', '/e?x=h', '/e?x=ok'].map((path) => call(path, { endpoint: at('/e') }).status), [500, 500, 200]);
  assert.equal(call('/f', { endpoint: at('/f') }).status, 500);
  assert.equal(call('/off', { endpoint: at('/off') }).body, 'true');
  const off = boot(`app.features = [wp.features.switcher]; ops['/a'] = { method: 'get', handler(done) { done('on'); } };`, { environment: '{ enabled: false }' });
  assert.deepEqual([off.call('/a').status, off.call('/a').body], [404, 'Application instance is disabled']);
});

test('verbs in any case, and unknown ones for all, with a warning', () => {
  const { loaded } = boot(`for (const method of ['GET', 'Delete', 'del', 'OPTIONS', 'head', 'fetch']) ops['/' + method] = { method, handler() {} };`);
  const methods = (path) => loaded.endpoints.filter((each) => each.path === `/${path}`).map(({ method }) => method);
  assert.deepEqual(['GET', 'Delete', 'del', 'OPTIONS', 'head', 'fetch'].map(methods), [['GET'], ['DELETE'], ['DELETE'], ['OPTIONS'], ['HEAD'], ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']]);
  assert.deepEqual(loaded.warnings, ['operation /fetch: method: fetch: it answers all (expected: get, post, put, delete, del, patch, head, options)']);
});

for (const [validator, schema, good, bad] of [
  ['"json-schema-draft-01"', '{ properties: { a: { type: "number", maxDecimal: 1 }, b: { optional: true, requires: "c" }, c: { optional: true } } }', ['{"a":1.5}', '{"a":1,"b":1,"c":1}'], ['{}', '{"a":1.55}', '{"a":1,"b":1}']],
  ['"json-schema-draft-02"', '{ properties: { a: { minimum: 1, minimumCanEqual: false }, b: { optional: true, maximum: 2, maximumCanEqual: true } } }', ['{"a":2}', '{"a":2,"b":2}'], ['{}', '{"a":1}', '{"a":2,"b":3}']],
  ['"json-schema-draft-03"', '{ properties: { a: { required: true }, b: {} } }', ['{"a":1}'], ['{}']],
  ['"JSONSchema"', '{ properties: { a: { required: true }, b: {} } }', ['{"a":1}'], ['{}']],
  ['"jsonschema"', '{ $schema: "http://json-schema.org/draft-02/schema#", properties: { a: {} } }', ['{"a":1}'], ['{}']],
  ['null', '{ type: "object" }', ['{}'], ['1']],
]) {
  test(`the validator ${validator} and ${schema}`, () => {
    const { call, loaded } = boot(`ops['/v'] = { method: 'get', params: { x: { deserialize: true, schema: ${schema} } }, handler(x, done) { done('good'); } };`, { environment: `{}, ${validator}` });
    assert.equal(loaded.error, undefined);
    for (const [list, status] of [[good, 200], [bad, 400]]) {
      for (const value of list) {
        assert.equal(call(`/v?x=${encodeURIComponent(value)}`).status, status, value);
      }
    }
  });
}

test('the configuration of the environment wins, before the tuner; exportTo leaves it out', () => {
  const source = (name) => `require('process').env.NODE_ENV = ${JSON.stringify(name)};
    ops['/a'] = (q, r) => r.send('plain');
    app.configurations.development = { '/a': (q, r) => r.send('development') };
    app.configurations.test = function (server) { this['/b'] = (q, r) => r.send('test'); server.get('/c', (q, r) => r.send(String(server.get('env')))); };
    app.operations = app.configurations = undefined;
    const other = new wp.Application(); other.operations['/o'] = { method: 'get', handler(done) { done('other'); } }; other.configurations.test = { '/o': (q, r) => r.send('not') };
    app.run(3000, function (server) {
      ops['/t'] = (q, r) => r.send(String(this === app));
      server.enable('x').set('y', 5); server.use((q, r, next) => { r.set('X-Tuned', 'yes'); next(); }); server.engine('jade'); server.listen(80);
      other.exportTo(server);
    });`;
  const development = boot(source('development'));
  const answer = (guest, path) => guest.call(path, { endpoint: guest.loaded.endpoints.findIndex((each) => each.path === path) });
  assert.equal(development.loaded.error, undefined);
  assert.equal(answer(development, '/a').body, 'development');
  assert.equal(answer(development, '/t').body, 'true');
  assert.equal(answer(development, '/o').body, 'other');
  assert.equal(development.loaded.endpoints.find(({ path }) => path === '/b'), undefined);
  assert.deepEqual(development.loaded.warnings.map((text) => text.split(' ', 1)[0]), ['server.engine()', 'server.listen()']);
  const tested = boot(source('test'));
  assert.deepEqual(['/a', '/b', '/c', '/o'].map((path) => answer(tested, path).body), ['plain', 'test', 'test', 'other']);
  assert.match(boot(`app.configurations.production = 5;`).loaded.error, /app\.configurations\.production: 5 \(expected: operations by URL/);
});

test('operations are registered with whatever has the methods of an Express application', () => {
  const { call } = boot(`const calls = []; const server = {}; for (const name of ['get', 'all', 'use', 'delete']) server[name] = (path, ...handlers) => calls.push([name, path, handlers.length]);
    const other = new wp.Application(); other.features = [(descriptor, given) => calls.push(given === server)];
    Object.assign(other.operations, { '/g': { method: 'get', handler() {} }, '/f': './files', '/a': () => {}, '/d': wp.del({ middleware: [], handler() {} }) });
    other.exportTo(server);
    ops['/calls'] = (q, r) => r.json(calls);`);
  assert.deepEqual(JSON.parse(call('/calls').body), [true, ['get', '/g', 1], true, ['use', '/f', 1], true, ['all', '/a', 1], true, ['delete', '/d', 1]]);
});

test('a server of the script answers with what applications export to it', () => {
  for (const made of ['express()', 'express.createServer()', 'express.createServer((q, r, next) => { r.set("X-First", "yes"); next(); })']) {
    const guest = bootStyle(
      { '/index.js': `const wp = require('webpoints'), express = require('express'); const app = new wp.Application(); app.operations['/a'] = { method: 'get', handler(done) { done('a'); } };
      const server = ${made}; server.get('/first', (q, r) => r.send('first')); app.exportTo(server); server.listen(3000, () => {}); server.listen(3001); server.get('/last', (q, r) => r.send('last'));` },
      { style: 'webpoints' },
    );
    const { endpoints, error, warnings } = guest.load();
    assert.equal(error, undefined);
    assert.deepEqual(warnings, []);
    const ask = (path) => guest.exchange({ endpoint: endpoints.findIndex((each) => each.path === path), target: `/app${path}`, path }).body;
    assert.deepEqual(['/first', '/a', '/last'].map(ask), ['first', 'a', 'last']);
  }
});

test('help comes with new and without, and has no file to be saved to', () => {
  const { call } = boot(`const { DefaultHelpProvider } = wp.helpProviders; let why; try { DefaultHelpProvider(ops).saveToFile('x'); } catch (error) { why = error.message; }
    ops['/why'] = (q, r) => r.send(why);`);
  assert.equal(call('/why').body, 'saveToFile: an add-on has no file system (expected: a request to the URL of the help)');
});

test('a pool mounts its applications by their names, and switches them', () => {
  const disabled = new Set();
  const ops = {
    'pool.disabled': () => [...disabled].map((name) => `${name}\0`).join(''),
    'pool.begin': (text) => void (text.startsWith('0') && disabled.add(text.slice(1))),
    'pool.switch': (text) => void (text.startsWith('0') ? disabled.add(text.slice(1)) : disabled.delete(text.slice(1))),
  };
  const other = `const { Application } = require('webpoints'); const app = module.exports = new Application({ own: 1 });
    app.main = function (settings) { this.operations['/port/:x?'] = (q, r) => r.json([settings, q.params.x, q.path, q.url, q.originalUrl, app.environment.enabled]); };
    app.operations['/files'] = './files';
    app.operations['/item/:id'] = { method: 'get', params: { id: {} }, handler(id, done) { done(id + this.enabled + (this.pool.appStatus('b') === true)); } };`;
  const source = (run) => ({
    '/index.js': `const { Application, ApplicationPool } = require('webpoints'); const pool = new ApplicationPool();
      pool.load('b', './b.js'); const a = pool.a = new Application(); a.operations['/'] = (q, r) => r.send('root');
      a.operations['/switch'] = { method: 'post', params: { on: {} }, handler(on, done) { done(String(this.pool.appStatus('b', on === 'yes'))); } };
      ${run}`,
    '/b.js': other,
    '/pool.json': '{"a": {"port": 1}, "b": {"port": 2, "x": "y"}}',
  });
  for (const run of ['pool.run({ a: { port: 1 }, b: { port: 2, x: "y" } });', 'pool.run("pool.json");', 'pool.run({ a: {} }); pool.run({ b: { port: 2, x: "y" } });']) {
    disabled.clear();
    const guest = bootStyle(source(run), { style: 'webpoints', ops });
    const { endpoints, error } = guest.load();
    assert.equal(error, undefined);
    const paths = [...new Set(endpoints.map(({ path }) => path))];
    assert.deepEqual(paths, ['/a', '/a/switch', '/b/files/*', '/b/item/:id', '/b/port', '/b/port/:x']);
    assert.ok(endpoints.every(({ files }) => files === undefined));
    const ask = (path, template, method = 'GET', body) =>
      guest.exchange({ endpoint: endpoints.findIndex((each) => each.path === template && each.method === method), method, target: `/app${path}`, path, ...(body ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body } : {}) });
    assert.equal(ask('/a', '/a').body, 'root');
    assert.deepEqual(JSON.parse(ask('/B/port/5', '/b/port/:x').body), [{ port: 2, x: 'y' }, '5', '/port/5', '/port/5', '/app/B/port/5', true]);
    assert.equal(ask('/%62/item/7', '/b/item/:id').body, '7truetrue');
    assert.equal(ask('/a/switch', '/a/switch', 'POST', 'on=no').body, 'false');
    const off = ask('/b/item/7', '/b/item/:id');
    assert.deepEqual([off.status, off.body], [404, 'Application instance is disabled']);
    assert.equal(ask('/b/files/x', '/b/files/*').body, 'Application instance is disabled');
    disabled.clear();
    assert.equal(ask('/b/item/7', '/b/item/:id').status, 404, 'what is known is believed for a second');
    guest.host.clock += 1000;
    assert.equal(ask('/b/item/7', '/b/item/:id').status, 200);
  }
  const alone = bootStyle(source('pool.run({ b: {} }); pool.appStatus("b", false);'), { style: 'webpoints', ops }).load();
  assert.deepEqual([...new Set(alone.endpoints.map(({ path }) => path))], ['/files/*', '/item/:id', '/port', '/port/:x']);
  assert.ok(disabled.has('b'));
  for (const [run, message] of Object.entries({
    'pool.run({ c: {} })': 'pool.run: c: there is no such application in the pool (expected: b, a)',
    'pool["x/y"] = a; pool.run({ "x/y": {}, b: {} })': 'pool.run: x/y: it is a part of the path',
    'pool.load("c", "./pool.json")': 'pool.load: c: ./pool.json exports no application (expected: module.exports = app)',
    'pool.run(5)': "pool.run: 5 (expected: settings by the applications' names, or the name of a JSON file)",
    'pool.appStatus("c")': 'pool.appStatus: c: there is no such application in the pool',
  })) {
    const { error } = bootStyle(source(run), { style: 'webpoints', ops }).load();
    assert.ok(error.includes(message), error);
  }
});

test('with serialize, a buffer is JSON', () => {
  const { call } = boot(`ops['/b'] = { method: 'get', serialize: true, handler(done) { done(Buffer.from('ab')); } };`);
  const answer = call('/b');
  assert.deepEqual([answer.body, head(answer, 'content-type')], ['{"type":"Buffer","data":[97,98]}', 'application/json; charset=utf-8']);
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
  assert.equal(type('ico'), 'content-type\nimage/x-icon');
  assert.equal(type('apk'), 'content-type\napplication/vnd.android.package-archive');
  assert.equal(type('nonsense'), 'content-type\napplication/octet-stream');
  assert.equal(type('text/css'), 'content-type\ntext/css; charset=utf-8');
});
