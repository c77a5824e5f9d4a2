// The Request and Manager helpers of widget backends, against a host that answers as a test says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const entry = `
  export { connect } from './src/host/host';
  export { settle } from './src/boundary/ops';
  export { createRequestHelper } from './src/widget/helpers/request';
  export { createManagerHelper } from './src/widget/helpers/manager';
  export { withParams } from './src/widget/helpers/call';
  export { byOptions, positional } from './src/widget/helpers/positional';
  export { plainTarget, parseUrl, targetOf } from './src/fetch/calls';
`;
const { outputFiles } = await build({
  stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  write: false,
  logLevel: 'error',
});
const bundle = { exports: {} };
vm.runInThisContext(`(function (module, require) {${outputFiles[0].text}\n})`)(bundle, createRequire(import.meta.url));
const { byOptions, connect, positional, settle, createManagerHelper, createRequestHelper, plainTarget, parseUrl, targetOf, withParams } = bundle.exports;

/** A host that answers calls; returns what it was asked. */
function answering(...answers) {
  const asked = [];
  const writes = [];
  connect((name, text, bytes) => {
    if (name === 'random') return new Uint8Array(8).buffer;
    if (name === 'manager.url') return 'https://127.0.0.1:443/api/v3.1';
    const [number, , op, ...fields] = text.split('\0');
    if (op === 'outbound.write') {
      writes.push(Buffer.from(bytes ?? []));
      queueMicrotask(() => settle(Number(number), true, ''));
      return;
    }
    if (op !== 'outbound.call') {
      queueMicrotask(() => settle(Number(number), true, 'e', new ArrayBuffer(0)));
      return;
    }
    const [, method, scheme, host, port, target, length, time, flags, certificate, headers] = fields;
    const lines = headers === '' ? [] : headers.split('\n');
    const pairs = Object.fromEntries(lines.flatMap((line, i) => (i % 2 === 0 ? [[line, lines[i + 1]]] : [])));
    asked.push({ method, url: `${scheme}://${host}:${port}${target}`, length, time, flags, certificate, headers: pairs, body: bytes && Buffer.from(bytes).toString() });
    const { status = 200, reason = 'OK', body = '{}', headers: own = {}, fail } = answers.length > 1 ? answers.shift() : answers[0] ?? {};
    setImmediate(() => {
      if (fail !== undefined) {
        settle(Number(number), false, fail);
      } else if (flags.includes('t')) {
        settle(Number(number), true, [status, reason, 't', Object.entries(own).flat().join('\n'), body].join('\0'));
      } else {
        const block = Buffer.from(body);
        settle(Number(number), true, [status, reason, 'e', Object.entries(own).flat().join('\n')].join('\0'),
          block.buffer.slice(block.byteOffset, block.byteOffset + block.length));
      }
    });
  });
  return Object.assign(asked, { writes });
}

test('Request: the verbs work when they are taken out of the helper', async () => {
  const asked = answering({ body: '{"a":1}' });
  const { call, doGet, doPost, doDelete, doPut, doPatch } = createRequestHelper();
  assert.deepEqual(await doGet('http://a.example/x'), { a: 1 });
  await doPost('http://a.example/x');
  await doDelete('http://a.example/x');
  await doPut('http://a.example/x');
  await doPatch('http://a.example/x');
  await call('get', 'http://a.example/x', {});
  const form = 'application/x-www-form-urlencoded';
  assert.deepEqual(
    asked.map(({ method, headers }) => [method, headers['content-type']]),
    [['GET'], ['POST', form], ['DELETE'], ['PUT', form], ['PATCH', form], ['GET']].map(([method, type]) => [method, type]),
  );
  await assert.rejects(call('HEAD', 'http://a.example/'), /method: HEAD \(expected: one of GET, POST, DELETE, PUT, PATCH\)/);
});

test('Request: parameters are appended to the query', () => {
  const cases = [
    ['http://a/', {}, 'http://a/'],
    ['http://a/', { a: 1, b: 'x y', c: true }, 'http://a/?a=1&b=x%20y&c=true'],
    ['http://a/?z=0', { a: 1 }, 'http://a/?z=0&a=1'],
    ['http://a/?', { a: 1 }, 'http://a/?a=1'],
    ['http://a/#top', { a: 1 }, 'http://a/?a=1'],
    ['http://a/', { a: [1, 2], b: [] }, 'http://a/?a=1&a=2'],
    ['http://a/', { a: null, b: undefined, c: '' }, 'http://a/?a&c='],
    ['http://a/', { 'ä&': '=é' }, 'http://a/?%C3%A4%26=%3D%C3%A9'],
  ];
  for (const [url, params, expected] of cases) assert.equal(withParams(url, params), expected);
});

test('Request: an object goes as JSON, a string as a form, unless a header says otherwise', async () => {
  const asked = answering();
  const { doPost } = createRequestHelper();
  await doPost('http://a.example/', { body: { a: 'ü' } });
  await doPost('http://a.example/', { body: 'a=1' });
  await doPost('http://a.example/', { body: '<x/>', headers: { 'Content-Type': 'application/xml' } });
  await doPost('http://a.example/', { body: Buffer.from('raw') });
  await doPost('http://a.example/', { body: [1] });
  await doPost('http://a.example/', { body: null });
  assert.deepEqual(
    asked.map(({ body, length, headers }) => [body, length, headers['content-type']]),
    [
      ['{"a":"ü"}', '10', 'application/json'],
      ['a=1', '3', 'application/x-www-form-urlencoded'],
      ['<x/>', '4', 'application/xml'],
      ['raw', '3', undefined],
      ['[1]', '3', 'application/json'],
      [undefined, '0', 'application/x-www-form-urlencoded'],
    ],
  );
});

test('Request: long bodies and streams go in parts', async () => {
  const asked = answering();
  const { doPost } = createRequestHelper();
  await doPost('http://a.example/', { body: Buffer.alloc(150_000, 'x') });
  await doPost('http://a.example/', { body: (async function* () { yield 'one'; yield Buffer.from('two'); })() });
  assert.deepEqual(asked.map(({ length }) => length), ['150000', '-1']);
  assert.deepEqual(asked.writes.map(({ length }) => length), [65536, 65536, 18928, 3, 3]);
});

test('Request: the answer is JSON whatever its type, else text, or a Buffer', async () => {
  answering({ body: '[1]', headers: { 'content-type': 'text/plain' } }, { body: 'no JSON' }, { body: '' }, { body: '{"raw":1}' });
  const { doGet } = createRequestHelper();
  assert.deepEqual(await doGet('http://a.example/'), [1]);
  assert.equal(await doGet('http://a.example/'), 'no JSON');
  assert.equal(await doGet('http://a.example/'), '');
  const raw = await doGet('http://a.example/', { parseResponse: false });
  assert.ok(Buffer.isBuffer(raw));
  assert.equal(raw.toString(), '{"raw":1}');
});

test('Request: another status rejects with the status and the text', async () => {
  answering({ status: 418, reason: "I'm a teapot", body: 'short and stout' });
  const { doGet } = createRequestHelper();
  for (const parseResponse of [true, false]) {
    await assert.rejects(doGet('http://a.example/', { parseResponse }), (error) => {
      assert.equal(error.status, 418);
      assert.match(error.message, /418.*short and stout/);
      return true;
    });
  }
});

test('Request: what the host refuses keeps its words and its code', async () => {
  answering({ fail: "EACCES\0GET http://10.0.0.1/: 10.0.0.1 is no public address: add 'networks: [10.0.0.1/32]'" });
  const { doGet } = createRequestHelper();
  const failing = async function theAuthor() {
    await doGet('http://10.0.0.1/');
  };
  await assert.rejects(failing(), (error) => {
    assert.equal(error.code, 'EACCES');
    assert.match(error.message, /add 'networks: \[10\.0\.0\.1\/32\]'/);
    assert.match(error.stack, /theAuthor/);
    return true;
  });
  await assert.rejects(doGet('blueprints'), /URL: blueprints \(expected: an absolute http or https URL\)/);
  await assert.rejects(doGet('ftp://a.example/'), /expected: http or https/);
});

test('Request: certificates, time-outs and credentials are passed on', async () => {
  const asked = answering();
  const { doGet } = createRequestHelper();
  await doGet('https://u:p%40@a.example:8443/', { certificate: '-----BEGIN CERTIFICATE-----', timeout: 1500 });
  assert.equal(asked[0].url, 'https://a.example:8443/');
  assert.equal(asked[0].certificate, '-----BEGIN CERTIFICATE-----');
  assert.equal(asked[0].time, '1500');
  assert.equal(asked[0].headers.authorization, `Basic ${btoa('u:p@')}`);
});

test('Request: redirects are followed, 21 at most', async () => {
  const asked = answering({ status: 302, reason: 'Found', headers: { location: '/next?x=1' } }, { body: '"there"' });
  const { doPost, doGet } = createRequestHelper();
  assert.equal(await doPost('http://a.example/from', { body: { a: 1 }, headers: { authorization: 'x' } }), 'there');
  assert.deepEqual([asked[1].method, asked[1].url, asked[1].headers['content-type'], asked[1].headers.authorization],
    ['GET', 'http://a.example:80/next?x=1', undefined, 'x']);
  const elsewhere = answering({ status: 307, headers: { location: 'https://b.example/' } }, {});
  await doPost('http://a.example/', { body: 'b', headers: { authorization: 'x', cookie: 'c=1' } });
  assert.deepEqual([elsewhere[1].method, elsewhere[1].body, elsewhere[1].headers.authorization, elsewhere[1].headers.cookie],
    ['POST', 'b', undefined, undefined]);
  const loop = answering({ status: 301, headers: { location: '/' } });
  await assert.rejects(doGet('http://a.example/'), /more than 21 redirects/);
  assert.equal(loop.length, 22);
});

test('Manager: paths are relative to its API, and headers of the connection are dropped', async () => {
  const asked = answering({ body: '{"items":[]}' });
  const helper = createManagerHelper();
  const headers = {
    host: 'console', 'content-length': '5', connection: 'close', 'transfer-encoding': 'chunked', 'accept-encoding': 'br',
    cookie: 'a=1; XSRF-TOKEN=to%2Bken; b=2', tenant: 'default_tenant', 'content-type': 'application/json',
  };
  await helper.doPost('/blueprints', { params: { _include: 'id' }, body: { a: 1 }, headers });
  await helper.doGet('blueprints', undefined);
  const [post, get] = asked;
  assert.equal(post.url, 'https://127.0.0.1:443/api/v3.1/blueprints?_include=id');
  assert.equal(get.url, 'https://127.0.0.1:443/api/v3.1/blueprints');
  assert.deepEqual(post.headers, {
    accept: 'application/json, text/plain, */*', 'authentication-token': 'to+ken', 'content-type': 'application/json', cookie: headers.cookie,
    tenant: 'default_tenant',
  });
  assert.ok(post.flags.includes('m'));
  assert.equal(get.headers['authentication-token'], undefined);
});

test('Manager: time-outs are those of the verb, unless the options say', async () => {
  const asked = answering();
  const { call, doGet, doPost, doDelete, doPut, doPatch } = createManagerHelper();
  for (const verb of [doGet, doDelete, doPost, doPut, doPatch]) await verb('x');
  await doGet('x', { timeout: 5 });
  await call('PUT', 'x', { timeout: 7 });
  assert.deepEqual(asked.map(({ time }) => time), ['10000', '10000', '30000', '30000', '30000', '5', '7']);
});

test('Manager: another status rejects with the parsed body', async () => {
  answering({ status: 404, reason: 'Not Found', body: '{"message":"no such blueprint","error_code":"not_found_error"}' }, { status: 502, reason: 'Bad Gateway', body: 'oops' },
    { status: 500, reason: 'Internal Server Error', body: '' });
  const { doGet } = createManagerHelper();
  await assert.rejects(doGet('x'), { message: 'no such blueprint', error_code: 'not_found_error', status: 404 });
  await assert.rejects(doGet('x'), { message: 'oops', status: 502 });
  await assert.rejects(doGet('x'), { message: 'Internal Server Error', status: 500 });
});

test('Manager: doGetFull collects all pages', async () => {
  const page = (items) => ({ body: JSON.stringify({ items, metadata: { pagination: { total: 5 } } }) });
  const asked = answering(page([1, 2]), page([3, 4]), page([5]));
  const { doGetFull } = createManagerHelper();
  assert.deepEqual(await doGetFull('events', { params: { type: 'x' } }), { items: [1, 2, 3, 4, 5] });
  assert.deepEqual(asked.map(({ url }) => url.replace(/^.*\?/, '')),
    ['type=x&_size=1000&_offset=0', 'type=x&_size=1000&_offset=2', 'type=x&_size=1000&_offset=4']);
});

test('a URL is read without a parser only where a parser would say the same', () => {
  const urls = [
    'http://a.example', 'http://a.example/', 'https://A.example:8443/x/y?z=1', 'http://127.0.0.1:8080/a', 'http://a_b.example/~x', 'http://localhost:3000/?a[]=1',
    'http://0x7f.1/', 'http://0177.0.0.1/', 'http://1.2.3/', 'http://256.1.1.1/', 'http://127.0.0.1./', 'http://a.1/', 'http://a/../b', 'http://a/%2e%2e/b',
    'http://a/./b', 'http://a/b/..', 'http://a\\b', 'http://u@a/', 'http://a/#x', 'http://a/ b', 'http://a/ü', 'http://[::1]/', 'http://a:80', 'http://a:080/',
    'http://a:99999/', 'http://a..b/', 'http://-a/', 'http://a/"<>', 'http://a?x', "http://a/?'x", 'http://xn--a/', 'http://a.0x1/', 'HTTP://A/', 'http:/a', 'http://a/%zz',
    'http://1.1.1.1.1/', 'http://01.1.1.1/', 'http://0.0.0.0/', 'http://a.b./', 'http://a/.b', 'http://a/...', 'http://1.1.1.1', 'http://1.1.1.1?x',
  ];
  for (const url of urls) {
    const plain = plainTarget(url);
    if (plain !== undefined) {
      assert.doesNotThrow(() => parseUrl(url), url);
      assert.deepEqual(plain, targetOf(parseUrl(url)), url);
    }
  }
  assert.ok(plainTarget('https://a.example:8443/x/y?z=1') !== undefined);
  assert.ok(plainTarget('http://127.0.0.1:8080/a') !== undefined);
});

test('helpers by position, as up to release 6.0', async () => {
  const seen = [];
  const fake = Object.fromEntries(['call', 'doGet', 'doGetFull', 'doPost', 'doDelete', 'doPut', 'doPatch'].map((name) => [name, (...args) => seen.push([name, ...args])]));
  const manager = positional(fake, 'manager');
  const request = positional(fake, 'request');
  manager.doGet('u', { a: 1 }, { h: 1 });
  manager.doGetFull('u', null, { h: 1 });
  manager.doPost('u', {}, { d: 1 }, { h: 1 });
  manager.call('GET', 'u', { a: 1 }, undefined, { h: 1 }, 5);
  request.doGet('u', { a: 1 }, false, { h: 1 }, 'PEM');
  request.doPut('u', null, 'd', true, { h: 1 });
  request.call('POST', 'u', {}, 'd');
  assert.deepEqual(seen, [
    ['doGet', 'u', { params: { a: 1 }, headers: { h: 1 } }],
    ['doGetFull', 'u', { headers: { h: 1 } }],
    ['doPost', 'u', { params: {}, body: { d: 1 }, headers: { h: 1 } }],
    ['call', 'GET', 'u', { params: { a: 1 }, headers: { h: 1 }, timeout: 5 }],
    ['doGet', 'u', { params: { a: 1 }, parseResponse: false, headers: { h: 1 }, certificate: 'PEM' }],
    ['doPut', 'u', { body: 'd', parseResponse: true, headers: { h: 1 } }],
    ['call', 'POST', 'u', { params: {}, body: 'd' }],
  ]);
  const guarded = byOptions(fake);
  assert.throws(() => guarded.doGet('u', { a: 1 }, { h: 1 }), /doGet: called by position.*'helpers: positional'/);
  assert.throws(() => guarded.call('GET', 'u', {}, 'data'), /call: called by position/);
  assert.throws(() => guarded.doPost('u', null, { d: 1 }), /doPost: called by position/);
  for (const right of [['u'], ['u', { a: 1 }], ['u', { params: {} }, 'ignored'], ['u', {}]]) guarded.doGet(...right);
});
