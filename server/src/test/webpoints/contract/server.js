'use strict';
// One application with everything that the contract of the style names; cases.jsonl has the requests.
const webpoints = require('webpoints');
const express = require('express');
const { NumberParam, IntegerParam, StringParam, BoolParam, NullParam, ObjectParam, AnyParam, UnionParam, Primitive } = webpoints.parameters;
const { codeContracts, syncHandler, TaskScheduler } = webpoints.features;

const app = new webpoints.Application({ greeting: 'good day', count() { return 3; } });
const ops = app.operations;
app.features = [codeContracts, syncHandler, new TaskScheduler({ retryAfter: 2 })];

// ---- kinds
ops['/pages'] = '~/public';
ops['/cached'] = new webpoints.StaticFilesEndpoint('./public', { maxAge: 60000, hidden: true });
ops['/noslash'] = new webpoints.StaticFilesEndpoint('public', { redirect: false });
ops['/pages/behind'] = (req, res) => res.send('behind the files');
ops['/custom'] = function (req, res) { res.send(`${req.method} ${this.greeting}`); };
ops['/custom/post'] = webpoints.post((req, res) => res.send('posted'));
ops['/custom/promise'] = async () => { await null; throw new Error('later'); };
ops['/made'] = {
  method: 'put',
  createOperation() {
    const handler = function (req, res) { res.send(`${this.greeting} ${req.trace}`); };
    handler.middleware = [(req, res, next) => { req.trace = 'made'; next(); }];
    return handler;
  },
};
ops['/madeservice'] = { createOperation: () => ({ method: 'get', params: { n: new NumberParam() }, serialize: true, handler: (n, done) => done(n + 1) }) };
ops['/alt/first'] = { method: 'get', handler(done) { done('first'); } };
ops['/alt/:any(first|second)'] = { method: 'get', params: { any: {} }, handler(any, done) { done(`any ${any}`); } };
ops['/passed/:id'] = (req, res, next) => (req.params.id === '1' ? next() : res.send('kept'));
ops['/passed/*'] = { method: 'get', params: { 0: {} }, handler(rest, done) { done(`passed ${rest}`); } };

// ---- paths
const values = (name) => ({ method: 'get', params: { [name]: { default: 'none' } }, handler(value, done) { done(String(value)); } });
ops['/optional/:b?'] = values('b');
ops['/tree/*'] = values('0');
ops['/Cased/:id'] = values('id');
ops['/number/:id(\\d+)'] = values('id');
ops['/file/:name.:format'] = { method: 'get', params: { name: {}, format: {} }, handler(name, format, done) { done(`${name}|${format}`); } };

// ---- parameters
const typed = (params) => ({ method: 'get', params, serialize: true, handler(...args) { const done = args.pop(); done(args.map((value) => [typeof value, value])); } });
ops['/plain'] = typed({ x: {} });
ops['/two'] = typed({ b: {}, a: {} });
ops['/default'] = typed({ n: { default: null }, f: { default: false }, z: { default: 0 }, t: { default: 'text', deserialize: true } });
ops['/json'] = typed({ x: { deserialize: true } });
ops['/split'] = typed({ x: { deserialize: (text) => { if (text === 'no') throw new Error('<no>'); return text.split('-'); } } });
ops['/header'] = typed({ 'X-Token': { isHeader: true }, 'x-other': { isHeader: true, default: 'd' } });
ops['/order/:x'] = { method: 'post', params: { x: {}, y: {}, z: {} }, serialize: true, handler(x, y, z, done) { done([x, y, z]); } };
ops['/constructor'] = typed({ constructor: {}, toString: { default: 1 }, ['__proto__']: {} });
ops['/number'] = typed({ x: new NumberParam() });
ops['/integer'] = typed({ x: new IntegerParam(7) });
ops['/string'] = typed({ x: new StringParam('abc') });
ops['/bool'] = typed({ x: new BoolParam() });
ops['/null'] = typed({ x: new NullParam() });
ops['/object'] = typed({ x: new ObjectParam() });
ops['/any'] = typed({ x: new AnyParam() });
ops['/array'] = typed({ x: new Primitive(Array) });
ops['/union'] = typed({ x: new UnionParam('number', 'string') });
ops['/unionlist'] = typed({ x: new UnionParam([Number, 'array'], 5) });
const schema = (schema) => typed({ x: { deserialize: true, schema } });
ops['/schema/undeserialized'] = typed({ x: { schema: { type: 'number' } } });
ops['/schema/required'] = schema({ type: 'object', properties: { name: { type: 'string', required: true }, age: { type: 'integer', minimum: 0 } } });
ops['/schema/types'] = schema({ type: ['null', { type: 'object', properties: { a: { required: true } } }] });
ops['/schema/extends'] = schema({ type: 'number', extends: { minimum: 3, exclusiveMinimum: true }, divisibleBy: 2 });
ops['/schema/disallow'] = schema({ disallow: ['string', 'null'] });
ops['/schema/dependencies'] = schema({ dependencies: { from: 'to' } });
ops['/schema/draft07'] = schema({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', required: ['a'], properties: { a: { const: 1 } } });
ops['/schema/latest'] = schema({ $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }], items: false });

// ---- this
ops['/this'] = { method: 'get', handler(done) { const seen = Object.keys(this).join(); this.greeting = 'changed'; done(`${seen} ${this.count()} ${this.request.url}`); } };
ops['/this/fresh'] = { method: 'get', handler(done) { done(this.greeting); } };

// ---- answers
const answers = (serialize, rows) => { for (const [name, args] of Object.entries(rows)) ops[`/answer/${name}`] = { method: 'get', serialize, handler(done) { done(...args); } }; };
answers(undefined, {
  text: ['<b>', 201, { 'X-A': '1' }], object: [{ a: 1 }, 202, { 'X-A': '1' }], array: [[1]], true: [true], false: [false], number: [42], zero: [0], null: [null], nothing: [], buffer: [Buffer.from('bytes')],
  gone: ['gone', 410], emptygone: [null, 410], typed: ['<a/>', 200, { 'Content-Type': 'text/xml' }],
});
answers(true, { jtext: ['s'], jnull: [null], jnothing: [], jobject: [{ a: 1 }, 201, { 'X-A': '1' }], jerror: ['bad', 422, { 'X-A': '1' }], jerrorobject: [{ e: 1 }, 409], jzero: [0], jfalse: [false], jcycle: [(() => { const o = {}; o.o = o; return o; })()] });
ops['/answer/function'] = { method: 'get', serialize(value) { this.header('Content-Type', 'text/xml'); this.send(`<v>${value}</v>`); }, handler(done) { done('x', 418); } };
ops['/answer/twice'] = { method: 'get', handler(done) { done('one'); done('two'); } };
ops['/answer/later'] = { method: 'get', handler(done) { setTimeout(() => done('later'), 5); } };
ops['/answer/throw'] = { method: 'get', handler() { throw new Error('secret'); } };
ops['/answer/reject'] = { method: 'get', async handler() { await null; throw new Error('secret'); } };
ops['/answer/never'] = { method: 'get', handler() {} };

// ---- bodies and middleware
const echo = (more) => ({ method: 'post', params: { x: { default: null }, y: { default: null } }, serialize: true, handler(x, y, done) { done([x, y]); }, ...more });
ops['/body'] = echo({});
ops['/body/none'] = echo({ middleware: [] });
ops['/body/json'] = echo({ middleware: [express.json()] });
ops['/body/form'] = echo({ middleware: express.urlencoded() });
ops['/body/all'] = { params: { x: { default: 'none' } }, handler(x, done) { done(`${this.request.method} ${x}`); } };
ops['/body/files'] = { method: 'post', handler(done) { const { file } = this.request.files; done(`${file.name} ${file.type} ${file.text()} ${this.request.body.x}`); } };
ops['/body/stream'] = async (req, res) => { let text = ''; for await (const chunk of req) text += chunk; res.send(text); };
ops['/middleware'] = { method: 'get', middleware: [express.cookieParser(), express.query(), (req, res, next) => { res.header('X-1', 'a'); req.query.n = '2'; next(); }], params: { n: {} }, handler(n, done) { done(n + this.request.cookies.c); } };
ops['/middleware/stops'] = { method: 'get', middleware: [(req, res) => res.send('denied', 401)], handler(done) { done('never'); } };
ops['/middleware/fails'] = { method: 'get', middleware: [(req, res, next) => next(new Error('secret'))], handler(done) { done('never'); } };
ops['/middleware/refuses'] = { method: 'get', middleware: [(req, res, next) => next(Object.assign(new Error('<not now>'), { status: 409 }))], handler(done) { done('never'); } };
ops['/middleware/static/*'] = { method: 'get', middleware: [(req, res, next) => { res.header('X-Own', 'yes'); next(); }, express.static(__dirname)], handler(done) { done('no such file'); } };

// ---- req and res of Express 2.5
const custom = (name, handler) => { ops[`/res/${name}`] = handler; };
custom('status', (req, res) => res.send(404));
custom('empty', (req, res) => res.send());
custom('headers', (req, res) => res.send('x', { 'X-A': '1' }, 203));
custom('json', (req, res) => res.json({ a: null }, 201));
custom('header', (req, res) => { res.header('X-A', 'b'); res.send(res.header('x-a')); });
custom('redirect', (req, res) => res.redirect('/elsewhere', 301));
custom('cookie', (req, res) => { res.cookie('a', 'b', { httpOnly: true }); res.contentType('txt'); res.send('set'); });
custom('file', (req, res) => res.sendfile('public/a.txt'));
custom('nofile', (req, res) => res.sendfile('../outside.txt'));
custom('download', (req, res) => res.download('public/a.txt', 'b.txt'));
custom('param/:p', (req, res) => res.send([req.param('p'), req.param('q'), req.param('r', 'd'), req.header('X-No', 'n'), req.accepts('html'), req.is('json'), req.xhr, req.url, req.path, JSON.stringify(req.params)].join('|')));

// ---- features
ops['/contract'] = {
  method: 'get', params: { n: new NumberParam() },
  requires(n, done) { done(n >= 0, n === -1 ? 'n is -1' : undefined); },
  ensures(n, [result], done) { setTimeout(() => done(result < 10, result === 11 ? 'eleven' : undefined), 1); },
  handler(n, done) { done(n + 1); }, serialize: true,
};
ops['/sync'] = { method: 'get', synchronous: true, params: { n: new NumberParam() }, serialize: true, handler(n) { return n * 2; } };
ops['/help'] = new webpoints.helpProviders.DefaultHelpProvider(ops);
ops['/helpservice'] = { method: 'get', description: 'Lists <all>', handler: new webpoints.helpProviders.DefaultHelpProvider(ops), serialize: true };
ops['/codes'] = (req, res) => res.json([webpoints.HttpStatusCode.OK, webpoints.HttpStatusCode.NotFound, webpoints.HttpStatusCode.InternalServerError]);
let release;
ops['/task'] = { method: 'post', longRunning: true, params: { n: new NumberParam() }, serialize: true, handler(n, done) { release = () => done({ n }, undefined, { 'X-A': 'task' }); } };
ops['/task/throws'] = { method: 'post', longRunning: true, handler() { throw new Error('secret'); } };
ops['/release'] = (req, res) => { release(); res.send('released'); };

ops.load('./more/operations.js');
app.run(3000);
