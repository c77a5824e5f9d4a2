import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot as bootStyle, read, readLoaded, split } from './harness.mjs';

/** A backend that was loaded, and `call(service)`. */
function boot(source, { file = '/backend.js', files = {}, ...options } = {}) {
  const guest = bootStyle({ [file]: source, ...files }, { style: 'widget', ...options });
  const loaded = guest.load();
  let number = 100;
  const call = (path = '/status', { method = 'GET', headers = {}, body } = {}) => {
    const [pathname] = path.split('?');
    const service = pathname.split('/')[1];
    const endpoint = loaded.endpoints.findIndex(
      (each) => each.method === method && each.path.slice(1).toUpperCase() === decodeURIComponent(service).toUpperCase(),
    );
    const lines = Object.entries({ 'widget-id': 'app', ...headers }).flat().join('\n');
    const fields = [++number, endpoint, method, `/console/wb${path}`, pathname, service, '127.0.0.1', 'http', 'localhost:80', lines, ''];
    const message = [...fields, body === undefined ? '-' : 'b', ''].join('\0');
    const bytes = Buffer.from(body ?? '');
    return body === undefined
      ? read(guest.entries.exchange(message))
      : read(guest.entries.exchangeBytes(message, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
  };
  const later = async () => {
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      const [answer] = split(guest.entries.collect());
      if (answer !== undefined) return answer;
    }
    return null;
  };
  return { ...guest, loaded, call, later, answer: async (...args) => call(...args) ?? (await later()) };
}

const backend = (body) => `module.exports = function (r) { ${body} };`;

test('the document’s status service answers OK', () => {
  const { call } = boot(`export default function(r) {
    r.register('status', 'GET', (req, res, next, helper) => {
        res.send('OK');
    });
}`, { file: '/backend.ts' });
  const { status, headers, body } = call();
  assert.deepEqual({ status, headers, body }, { status: 200, headers: 'content-type\ntext/html; charset=utf-8\netag\nW/', body: 'OK' });
});

const handler = `r.register('status', (req, res) => { res.send('OK'); });`;
const forms = {
  'module.exports in .js': ['/backend.js', `module.exports = function (r) { ${handler} };`],
  'module.exports in .ts': ['/backend.ts', `module.exports = function (r: any): void { ${handler} };`],
  'an async function': ['/backend.js', `module.exports = async function (r) { ${handler} };`],
  'an async function that waits before it registers': ['/backend.js', `module.exports = async function (r) { await null; await null; ${handler} };`],
  'export default in .js': ['/backend.js', `export default function (r) { ${handler} }`],
  'export default in .ts': ['/backend.ts', `export default function (r: { register: Function }) { ${handler} }`],
  'export default of an arrow': ['/backend.ts', `const f = (r: any) => { ${handler} }; export default f;`],
  'export default async': ['/backend.ts', `export default async (r) => { ${handler} };`],
  'export =': ['/backend.ts', `export = function (r) { ${handler} };`],
  'the last of several assignments': ['/backend.js', `module.exports = function (r) { throw 1; }; module.exports = function (r) { ${handler} };`],
  'undeclared variables at the top': ['/backend.js', `x = 1; module.exports = function (r) { y = x; ${handler} };`],
  'undeclared variables in exported code': ['/backend.ts', `export default function (r) { y = 2; ${handler} }`],
  'octal numbers and with': ['/backend.js', `module.exports = function (r) { var n = 010; with (r) { register('status', (req, res) => res.send('OK')); } };`],
};
for (const [form, [file, source]] of Object.entries(forms)) {
  test(`a backend as ${form}`, async () => {
    const guest = bootStyle({ [file]: source }, { style: 'widget' });
    let loaded = guest.load();
    if (loaded === null) {
      await new Promise((resolve) => setImmediate(resolve));
      loaded = readLoaded(guest.entries.loaded());
    }
    assert.deepEqual(loaded, { endpoints: [{ method: 'GET', path: '/status', body: 'bytes', reach: 'below' }], warnings: [] });
  });
}

const wrong = {
  'register()': 'Service name must be provided',
  'register("")': 'Service name must be provided',
  'register("a", "HEAD", () => {})': "Method 'HEAD' not allowed. Valid methods: GET,POST,PUT,DELETE,PATCH",
  'register("a", "head", () => {})': "Method 'head' not allowed. Valid methods: GET,POST,PUT,DELETE,PATCH",
  'register("a", "", () => {})': "Method '' not allowed. Valid methods: GET,POST,PUT,DELETE,PATCH",
  'register("a")': 'Service body must be provided',
  'register("a", "GET")': 'Service body must be provided',
  'register("a", "GET", null)': 'Service body must be provided',
  'register("a", "GET", "x")': 'Service body must be a function (function(request, response, next, helper) {...})',
  'register("a", {})': 'Service body must be a function (function(request, response, next, helper) {...})',
};
for (const [call, message] of Object.entries(wrong)) {
  test(`${call} fails the load, with its place`, () => {
    const { loaded } = boot(backend(`r.${call};`));
    assert.ok(loaded.error.includes(`Error: ${message}\n    at module.exports (app/backend.js:1:`), loaded.error);
  });
}

for (const source of ['', 'module.exports = {};', 'exports.default = 5;', 'module.exports = null;', 'export const a = 1;']) {
  test(`a file that exports no function: ${source}`, () => {
    const { loaded } = boot(source);
    assert.match(loaded.error, /Backend definition must be a function \(module\.exports = function\(BackendRegistrator\) \{\.\.\.\}\)/);
  });
}

test('an async function that fails, fails the load', async () => {
  const guest = bootStyle({ '/backend.js': 'module.exports = async function (r) { await null; r.register(); };' }, { style: 'widget' });
  assert.equal(guest.load(), null);
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(readLoaded(guest.entries.loaded()).error, /Service name must be provided\n.*app\/backend\.js:1:/);
});

test('an async function waits for timers, and is told where nothing is to come', async () => {
  const waiting = bootStyle({ '/backend.js': `module.exports = async (r) => { await new Promise((done) => setTimeout(done, 5)); r.register('x', 'GET', (req, res) => res.send('')); };` }, { style: 'widget' });
  assert.equal(waiting.load(), null);
  await waiting.settled();
  assert.equal(waiting.entries.loaded(), null);
  await waiting.turns();
  assert.equal(readLoaded(waiting.entries.loaded()).endpoints.length, 1);
  const never = bootStyle({ '/backend.js': `module.exports = async (r) => { await new Promise(() => {}); };` }, { style: 'widget' });
  assert.equal(never.load(), null);
  await never.settled();
  assert.match(readLoaded(never.entries.loaded()).error, /waits for something that does not come/);
});

test('a syntax error in TypeScript names file, line and column', () => {
  const { loaded } = boot('export default function (r) {\n  const x: = 1;\n}', { file: '/backend.ts' });
  assert.match(loaded.error, /^SyntaxError: .*\n {4}at app\/backend\.ts:2:\d+/);
});

test('a module that is not allowed fails the load where it is required at the top', () => {
  const { loaded } = boot(`const fs = require('fs');\n${backend(handler)}`);
  assert.match(loaded.error, /^Error: Cannot find module 'fs'\n {4}at app\/backend\.js:1:12/);
});

test('services cannot be registered later', async () => {
  const { answer } = boot(backend(`r.register('status', (req, res) => { r.register('more', () => {}); });`));
  const { status, body } = await answer();
  assert.equal(status, 404);
  assert.match(body, /only while the backend is loaded/);
});

test('a widget without a backend has no endpoints', () => {
  const guest = bootStyle({ '/widget.js': '' }, { style: 'widget' });
  assert.deepEqual(guest.load(), { endpoints: [], warnings: [], clientScript: {} });
});

/** An operator's packages. */
const installed = (files) => {
  const has = (path) => Object.keys(files).some((name) => name.startsWith(`${path}/`));
  return {
    'package.stat': (path) => (path in files ? 'file' : has(path) ? 'dir' : ''),
    'package.source': (path) => files[path],
  };
};
const packaged = (packages, use, modules = ['a', '@s/b']) =>
  boot(backend(`r.register('status', (req, res) => { res.json(${use}); });`), { params: { modules }, ops: installed(packages) }).answer();

test('packages are resolved as Node does', async () => {
  const files = {
    '/a/package.json': '{"main": "lib"}',
    '/a/lib/index.js': 'module.exports = { dep: require("dep"), nested: require("nested"), data: require("../data"), stream: typeof require("stream").Readable };',
    '/a/data.json': '{"x": 1}',
    '/a/sub.js': 'exports.sub = true;',
    '/a/node_modules/nested/index.js': 'module.exports = "inner";',
    '/nested/index.js': 'module.exports = "outer";',
    '/dep/package.json': '{"exports": {".": {"import": "./no.mjs", "require": "./yes.cjs"}, "./feature/*": "./features/*.js", "./hidden": null}, "imports": {"#own": "./own.js"}}',
    '/dep/yes.cjs': 'module.exports = "dep " + require("#own");',
    '/dep/own.js': 'module.exports = "own";',
    '/dep/features/x.js': 'module.exports = "feature";',
    '/@s/b/index.js': 'module.exports = [require("dep/feature/x"), require.resolve("dep")]; try { require("dep/hidden"); } catch (e) { module.exports.push(e.code); }',
  };
  assert.equal((await packaged(files, "require('a')")).body, '{"dep":"dep own","nested":"inner","data":{"x":1},"stream":"function"}');
  assert.equal((await packaged(files, "require('a/sub')")).body, '{"sub":true}');
  assert.equal((await packaged(files, "require('@s/b')")).body, '["feature","/node_modules/dep/yes.cjs","ERR_PACKAGE_PATH_NOT_EXPORTED"]');
  assert.equal((await packaged(files, "require('dep')")).body, `{"message":"Cannot find module 'dep'"}`);
  assert.equal((await packaged(files, "require('@s')")).body, `{"message":"Cannot find module '@s'"}`);
});

test('a package whose variant for Node needs the host is taken in that for browsers', async () => {
  const files = {
    '/a/package.json': '{"exports": {"node": "./node.js", "browser": "./browser.js"}}',
    '/a/node.js': 'module.exports = require("node:wasi");',
    '/a/browser.js': 'module.exports = "browser";',
  };
  assert.equal((await packaged(files, "require('a')")).body, '"browser"');
});

test('no package is allowed by pollution', async () => {
  const files = { '/evil/index.js': 'module.exports = 1;' };
  const use = "(Object.prototype.evil = true, Array.prototype.includes = () => true, require('evil'))";
  assert.equal((await packaged(files, use)).body, `{"message":"Cannot find module 'evil'"}`);
});

test('a handler that replaces built-ins does not break its answer', async () => {
  const { answer } = boot(backend(`r.register('status', (req, res) => {
    Object.prototype.status = 500; JSON.stringify = null; Promise.prototype.then = null; Array.prototype.push = null;
    res.status(201).json({ a: 1 });
  });`));
  const { status, body } = await answer();
  assert.deepEqual({ status, body }, { status: 201, body: '{"a":1}' });
});

test('a response can be piped to, and says when it is finished', async () => {
  const { answer, host } = boot(
    backend(`r.register('status', (req, res) => {
      const { PassThrough, pipeline } = require('a');
      res.on('finish', () => console.log('finish'));
      const through = new PassThrough();
      pipeline(through, res, (error) => console.log('pipeline', error === undefined));
      through.write('a'); through.end('b');
    });`),
    { params: { modules: ['a'] }, ops: installed({ '/a/index.js': 'module.exports = require("stream");' }) },
  );
  assert.equal((await answer()).kind, '.');
  assert.equal(host.begun.get(101), '101\x00200\0\0\0s\0');
  assert.equal(host.bytes.get(101).toString(), 'ab');
  assert.deepEqual(host.logs.map(([, , text]) => text).sort(), ['finish', 'pipeline true']);
});

test('what finds no room waits, and the handler is told when there is some', async () => {
  const { call, entries, later, host } = boot(backend(`r.register('status', (req, res) => {
    console.log(res.write('x'.repeat(20000)), res.writableLength);
    console.log(res.write('y'.repeat(50000), () => console.log('written')), res.writableLength, res.writableNeedDrain);
    res.once('drain', () => { console.log('drain', res.writableLength); res.end('z'); console.log(res.writableFinished); });
    res.once('finish', () => console.log('finish'));
  });`));
  assert.equal(call(), null);
  const said = () => host.logs.splice(0).map(([, , text]) => text);
  assert.equal(host.bytes.get(101).length, 65536);
  assert.deepEqual(said(), ['true 0', `false ${70000 - 65536} true`]);
  entries.taken(101, 4000);
  assert.deepEqual(said(), []);
  entries.taken(101, 4000);
  assert.equal((await later()).kind, '.');
  assert.equal(host.bytes.get(101).toString(), 'x'.repeat(20000) + 'y'.repeat(50000) + 'z');
  assert.deepEqual(said().sort(), ['drain 0', 'finish', 'true', 'written']);
});

test('what is written when the client has gone goes nowhere', async () => {
  const { call, entries, host } = boot(backend(`r.register('status', (req, res) => {
    res.write('a'); res.on('close', () => console.log(res.write('b'.repeat(100000)), res.writableLength));
  });`));
  assert.equal(call(), null);
  entries.abandon(101, false);
  assert.deepEqual(host.logs.map(([, , text]) => text), ['false 0']);
  assert.equal(host.bytes.get(101).toString(), 'a');
  entries.taken(101, 1);
});

test('an answer over the limit does not cross', async () => {
  const { answer } = boot(backend(`r.register('status', (req, res) => { res.write('x'.repeat(60)); res.end('x'.repeat(60)); });`), { limits: { output: 100 } });
  const { status, kind, body } = await answer();
  assert.deepEqual({ status, kind, body }, { status: 503, kind: 'o', body: '120' });
});

test('req and res close when the client has gone, once, and the code runs on', async () => {
  const { call, entries, later, host } = boot(backend(`r.register('status', async (req, res) => {
    req.on('close', () => console.log('req', req.signal.aborted)); res.on('close', () => console.log('res', res.destroyed));
    await new Promise((done) => setImmediate(done)); res.send('late');
  });`));
  assert.equal(call(), null);
  entries.abandon(101, false);
  assert.deepEqual(host.logs.map(([, , text]) => text), ['req true', 'res true']);
  entries.timer(1);
  assert.equal((await later()).body, 'late');
  assert.equal(host.logs.length, 2);
});

test('the logger labels its lines', async () => {
  const { answer, host } = boot(backend(`r.register('status', (req, res, next, { Logger }) => {
    const { info, error, silly } = Logger('cat');
    info('text', { a: 1 }, [2], undefined, null); error(new Error('boom')); silly(1n);
    res.send('OK');
  });`));
  await answer();
  const [info, error, silly] = host.logs;
  assert.deepEqual(info, ['info', '101', 'WidgetBackend-cat: text {"a":1} [2] undefined null']);
  assert.match(error[2], /^WidgetBackend-cat: Error: boom\n {4}at .*app\/backend\.js:3:/);
  assert.deepEqual([silly[0], silly[2]], ['trace', 'WidgetBackend-cat: 1n']);
});

/** What `load` says of a widget's script for browsers. */
const page = (source, backend) => bootStyle({ '/widget.js': source, ...(backend === undefined ? {} : { '/backend.js': backend }) }, { style: 'widget' }).load();

const SCRIPTS = [
  ['a script without JSX', "Stage.defineWidget({ id: 'a' });\n", {}],
  ['JSX', 'Stage.defineWidget({\n  render: () => <p>Status: <b>{1}</b></p>,\n});\n', { code: "Stage.defineWidget({\n  render: () => React.createElement('p', null, \"Status: \" , React.createElement('b', null, 1)),\n});\n" }],
  ['fragments', 'f(<><A b="c" {...d} /></>);', { code: 'f(React.createElement(React.Fragment, null, React.createElement(A, { b: "c", ...d,} )));' }],
  ['sloppy code', 'undeclared = 010;\nvar module, require, exports;\nf(<a/>)', { code: "undeclared = 010;\nvar module, require, exports;\nf(React.createElement('a', null))" }],
];

for (const [what, source, expected] of SCRIPTS) {
  test(`browsers get ${what}`, () => {
    assert.deepEqual(page(source).clientScript, expected);
  });
}

const BROKEN_SCRIPTS = [
  ['tags that do not match', 'f(\n  <p>\n    <b>x</p>\n);', 'app/widget.js:3:9', '</p> (expected: </b>, which was opened in line 3)'],
  ['a fragment that is not closed', 'f(<>\n  <A.B><i/></A.B></p>);', 'app/widget.js:2:18', '</p> (expected: </>, which was opened in line 1)'],
  ['a tag that is not closed', 'f(<p>);\n', 'app/widget.js:1:6', 'A tag is not closed'],
  ['no JSX at all', "Stage.defineWidget({\n  id: 'a'\n  name: 'b'\n});", 'app/widget.js:3:3', "name: 'b'"],
  ['an import', "import React from 'react';\nf(<p/>);", 'app/widget.js:1:1', 'A script for browsers is no module'],
  ['a declaration that is made twice', 'let a;\nlet a;\nf(<p/>);', 'app/widget.js:2:5', 'let a;'],
];

for (const [what, source, place, line] of BROKEN_SCRIPTS) {
  test(`a script for browsers with ${what} is explained, and the backend serves`, () => {
    const loaded = page(source, backend("r.register('a', (req, res) => res.send('a'));"));
    assert.equal(loaded.endpoints.length, 1);
    assert.match(loaded.clientScript.error, /^SyntaxError: /);
    assert.ok(loaded.clientScript.error.includes(`at ${place}`), loaded.clientScript.error);
    assert.ok(loaded.clientScript.error.includes(line), loaded.clientScript.error);
  });
}

test('nothing of a script for browsers runs, however it is put', () => {
  for (const way of ['}), globalThis.ran = 1, (function () {', '} globalThis.ran = 1; {', '}\nglobalThis.ran = 1;\nfunction f() {', '*/ globalThis.ran = 1; /*']) {
    const guest = bootStyle({ '/widget.js': way }, { style: 'widget' });
    guest.load();
    assert.equal(guest.context.ran, undefined, way);
  }
});

test('a widget without widget.js has no script for browsers', () => {
  assert.equal(boot(backend('')).loaded.clientScript, undefined);
});

test('a backend keeps its context without an entry in the list of modules', async () => {
  const { answer } = boot(
    backend(`
      const { AsyncLocalStorage } = require('node:async_hooks');
      const als = new AsyncLocalStorage();
      r.register('own', 'GET', (req, res) => als.run('store', async () => { await 0; res.send(als.getStore()); }));`),
  );
  assert.equal((await answer('/own')).body, 'store');
});

test('a backend’s code from strings and the packages that it requires keep its context', async () => {
  const source = `exports.later = async (get) => { await 0; return get(); };`;
  const packages = { '/lib/index.js': source };
  const ops = {
    'package.stat': (path) => (path in packages ? 'file' : Object.keys(packages).some((name) => name.startsWith(`${path}/`)) ? 'dir' : ''),
    'package.source': (path) => packages[path],
  };
  const { answer } = boot(
    backend(`
      const als = new (require('async_hooks').AsyncLocalStorage)();
      const get = () => als.getStore();
      const script = new Function('get', 'return (async () => { await 0; return get(); })()');
      r.register('own', 'GET', (req, res) => als.run('store', async () => res.send(JSON.stringify([await require('lib').later(get), await script(get)]))));`),
    { params: { modules: ['lib'] }, ops },
  );
  assert.equal((await answer('/own')).body, '["store","store"]');
});

const textual = `// A backend of release 7.0.3: a plain script.
const PREFIX = 'hello ';
let calls = 0;
function named(query) { return PREFIX + query.name; }

register('greet', 'GET', \`async function execute(query, headers) {
  calls++;
  await null;
  logger('info', 'called');
  logger.apply(undefined, ['warn', 'again']);
  return JSON.stringify({ greeting: named(query), calls, agent: headers['user-agent'] });
}\`);
register('calls', 'post', \`async function execute(query, headers) {
  const text = await doGet.apply(undefined, ['manager', '/x', JSON.stringify({ params: { a: 1 } })], { result: { promise: true } });
  const other = await call('nobody', 'GET', 'http://a.example/', '{}');
  return JSON.stringify([text, other, typeof require, typeof helper, typeof doGetFull.apply]);
}\`);
register('breaks', \`async function execute(query, headers) {
  await null;
  throw new Error('broken');
}\`);
register('text', \`async function execute(query, headers) { return 'no JSON'; }\`);
`;

test('a backend of release 7.0.3 registers texts', async () => {
  const { loaded, answer, host } = boot(textual);
  assert.deepEqual(
    loaded.endpoints.map(({ method, path }) => `${method} ${path}`),
    ['GET /greet', 'POST /calls', 'GET /breaks', 'GET /text'],
  );
  const greeted = await answer('/greet?name=Ada', { headers: { 'user-agent': 'x' } });
  assert.deepEqual([greeted.status, greeted.headers.split('\n')[1], JSON.parse(greeted.body)], [200, 'application/json; charset=utf-8', { greeting: 'hello Ada', calls: 1, agent: 'x' }]);
  assert.equal(JSON.parse((await answer('/greet?name=Bo')).body).calls, 2);
  assert.ok(host.logs.some((line) => line.includes('WidgetBackend-app: called')), JSON.stringify(host.logs));
  assert.deepEqual(JSON.parse((await answer('/breaks')).body), { message: 'broken' });
  assert.ok(host.logs.some((line) => line.some((part) => /app\/backend\.js:20:/.test(part))), JSON.stringify(host.logs));
  assert.equal((await answer('/text')).body, 'no JSON');
});

test('what a text calls gives texts, errors too', async () => {
  const { answer } = boot(textual, { ops: { 'manager.url': () => 'https://m.example/api' } });
  const [failed, nobody, ...types] = JSON.parse((await answer('/calls', { method: 'POST' })).body);
  assert.match(failed, /^Error while calling doGet \/x: /);
  assert.match(nobody, /^Error while calling call http:\/\/a\.example\/: 'nobody' has no call/);
  assert.deepEqual(types, ['undefined', 'undefined', 'function']);
});

for (const [source, reason] of [
  ["register('x', 'GET', 'function execute(a) {}');", "the body of the service 'x' is not of the form"],
  ["register('x', 'GET', (req, res) => res.send(''));", "the body of the service 'x' is not of the form"],
  ["register('x', 'GET', 'async function execute(query, headers) { await ; }');", "the service 'x': SyntaxError"],
]) {
  test(`a text of another form fails the load: ${source}`, () => {
    const { loaded } = boot(source);
    assert.ok(loaded.error.includes(`Error registering service: ${reason}`), loaded.error);
    assert.ok(loaded.error.includes('Expected format: async function execute(query, headers)'), loaded.error);
  });
}

test('what is wrong with such a script is where its author wrote it', () => {
  assert.match(boot("const a = 1;\nregister('x', 'HEAD', `async function execute(query, headers) {}`);").loaded.error, /Method 'HEAD' not allowed[^]*app\/backend\.js:2:/);
  assert.match(boot("register('x', `async function execute(query, headers) {}`);\nmissing();").loaded.error, /missing is not defined[^]*app\/backend\.js:2:/);
});

test('TypeScript of release 7.0.3', async () => {
  const { answer } = boot('const n: number = 2;\nregister("n", "GET", `async function execute(query, headers) { return JSON.stringify(await n) }`);', { file: '/backend.ts' });
  assert.equal((await answer('/n')).body, '2');
});

test('a global register is nothing to other backends', () => {
  const { call } = boot(backend("r.register('status', (req, res) => res.send(typeof register));"));
  assert.equal(call().body, 'undefined');
});
