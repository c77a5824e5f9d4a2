import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { getWidgetBackend } from '../dist/assets/widget-client.mjs';

/** A server that says what it was asked, unless the service is one of these. */
const ANSWERS = {
  json: [200, { 'content-type': 'application/json; charset=utf-8' }, '{"a":1}'],
  merge: [200, { 'content-type': 'application/merge-patch+json' }, '[2]'],
  text: [200, { 'content-type': 'text/html; charset=utf-8' }, '{"a":1}'],
  xml: [200, { 'content-type': 'application/atom+xml' }, '<a/>'],
  bytes: [200, { 'content-type': 'application/octet-stream' }, Buffer.from([0, 255, 65])],
  picture: [200, { 'content-type': 'image/png' }, Buffer.from([137, 80])],
  nothing: [204, {}, ''],
  none: [200, { 'content-type': 'application/json' }, ''],
  torn: [200, { 'content-type': 'application/json' }, '{"a":'],
  missing: [404, { 'content-type': 'application/json' }, '{"message":"No script for service MISSING"}'],
  code: [409, { 'content-type': 'text/plain' }, '{"message":"taken","error_code":"conflict_error"}'],
  problem: [503, { 'content-type': 'application/problem+json' }, '{"title":"The add-on cannot answer now","status":503,"reason":"memory","incident":"abc"}'],
  teapot: [418, { 'content-type': 'text/html' }, '<p>tea'],
};

let server;
let base;

before(async () => {
  server = createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const answer = ANSWERS[req.url.split('/')[3]];
    if (answer !== undefined) {
      res.writeHead(answer[0], answer[1]).end(answer[2]);
      return;
    }
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body: Buffer.concat(chunks).toString() }));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

const backend = (options) => getWidgetBackend('my widget', { base, ...options });

test('a call names the widget and the tenant and goes to its service', async () => {
  const asked = await backend({ tenant: 'blue' }).doGet('echo');
  assert.equal(asked.method, 'GET');
  assert.equal(asked.url, '/console/wb/echo');
  assert.equal(asked.headers['widget-id'], 'my widget');
  assert.equal(asked.headers.tenant, 'blue');
  assert.equal(asked.headers['content-type'], 'application/json');
  assert.equal((await backend().doGet('echo')).headers.tenant, undefined);
});

for (const [verb, method] of [['doPost', 'POST'], ['doPut', 'PUT'], ['doPatch', 'PATCH'], ['doDelete', 'DELETE']]) {
  test(`${verb} sends ${method} with its body as JSON`, async () => {
    const asked = await backend()[verb]('echo', { body: { n: 1 } });
    assert.deepEqual([asked.method, asked.body, asked.headers['content-type']], [method, '{"n":1}', 'application/json']);
  });
}

const QUERIES = [
  ['echo', { a: 1, b: true, c: 'x y&z=ü' }, '/console/wb/echo?a=1&b=true&c=x%20y%26z%3D%C3%BC'],
  ['echo', { a: [1, 2], b: null, c: undefined }, '/console/wb/echo?a=1&a=2&b'],
  ['echo', { a: [] }, '/console/wb/echo'],
  ['/echo/more?x=1', { y: 2 }, '/console/wb/echo/more?x=1&y=2'],
];

for (const [name, params, url] of QUERIES) {
  test(`${name} with ${JSON.stringify(params)} asks for ${url}`, async () => {
    assert.equal((await backend().doGet(name, { params })).url, url);
  });
}

const BODIES = [
  ['text', 'a=1', 'text/plain', 'a=1'],
  ['false', false, 'application/json', 'false'],
  ['null', null, 'application/json', ''],
  ['bytes', new Uint8Array([65, 66]), 'application/octet-stream', 'AB'],
  ['a Blob', new Blob(['x'], { type: 'image/png' }), 'image/png', 'x'],
  ['parameters', new URLSearchParams({ a: '1' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=1'],
];

for (const [name, body, type, sent] of BODIES) {
  test(`a body that is ${name} goes as ${type}`, async () => {
    const asked = await backend().doPost('echo', { body });
    assert.deepEqual([asked.headers['content-type'], asked.body], [type, sent]);
  });
}

for (const [name, value] of [['bytes', [0, 255, 65]], ['picture', [137, 80]]]) {
  test(`the answer ${name}, which is neither JSON nor text, resolves with its bytes`, async () => {
    const answer = await backend().doGet(name);
    assert.ok(answer instanceof ArrayBuffer);
    assert.deepEqual([...new Uint8Array(answer)], value);
  });
}

test('headers of the caller count more than the type, and less than the widget', async () => {
  const { headers } = await backend().doPost('echo', { body: 'x', headers: { 'Content-Type': 'text/csv', 'Widget-Id': 'other', 'X-A': 'b' } });
  assert.deepEqual([headers['content-type'], headers['widget-id'], headers['x-a']], ['text/csv', 'my widget', 'b']);
});

const ANSWERED = [['json', { a: 1 }], ['merge', [2]], ['text', '{"a":1}'], ['xml', '<a/>'], ['nothing', ''], ['none', '']];

for (const [name, value] of ANSWERED) {
  test(`the answer ${name} resolves with ${JSON.stringify(value)}`, async () => {
    assert.deepEqual(await backend().doGet(name), value);
  });
}

test('an answer that is not to be parsed is the response', async () => {
  const response = await backend().doGet('json', { parseResponse: false });
  assert.ok(response instanceof Response);
  assert.equal(await response.text(), '{"a":1}');
});

const FAILED = [
  ['missing', { message: 'No script for service MISSING', status: 404 }],
  ['code', { message: 'taken', status: 409, code: 'conflict_error' }],
  ['problem', { message: 'The add-on cannot answer now (incident abc)', status: 503, code: 'memory' }],
  ['teapot', { message: "I'm a Teapot", status: 418 }],
];

for (const [name, error] of FAILED) {
  test(`the answer ${name} rejects with ${JSON.stringify(error)}`, async () => {
    for (const parseResponse of [true, false]) {
      const failure = await backend().doGet(name, { parseResponse }).then(assert.fail, (reason) => reason);
      assert.deepEqual(JSON.parse(JSON.stringify(failure)), error);
      assert.equal(`Error: ${failure}`, `Error: ${error.message}`);
    }
  });
}

test('an answer that is torn is a failure', async () => {
  await assert.rejects(backend().doGet('torn'), /the answer is no JSON: /);
});

test('no answer is a failure of status 0', async () => {
  const gone = createServer();
  await new Promise((listening) => gone.listen(0, '127.0.0.1', listening));
  const nowhere = `http://127.0.0.1:${gone.address().port}`;
  await new Promise((closed) => gone.close(closed));
  await assert.rejects(getWidgetBackend('w', { base: nowhere }).doGet('x'), { name: 'WidgetBackendError', status: 0 });
});

test('a call can be given up', async () => {
  await assert.rejects(backend().doGet('echo', { signal: AbortSignal.abort() }), { status: 0 });
});

for (const name of ['../secrets', '..%2f../x', 'a/../../../x', '//other.example/x']) {
  test(`the name ${name} does not leave the widgets' services`, async () => {
    const asked = await backend().doGet(name).catch((error) => error);
    assert.ok(asked.status === 0 || asked.url.startsWith('/console/wb/'), JSON.stringify(asked));
  });
}

test('one file is uploaded as it is, with PUT', async () => {
  const asked = await backend().doUpload('echo', { files: new Blob(['a,b'], { type: 'text/csv' }), params: { name: 'x' } });
  assert.deepEqual([asked.method, asked.url, asked.headers['content-type'], asked.body], ['PUT', '/console/wb/echo?name=x', 'text/csv', 'a,b']);
});

test('several files are uploaded as a form', async () => {
  const asked = await backend().doUpload('echo', { files: { one: new Blob(['first']), note: 'text' }, method: 'post' });
  assert.equal(asked.method, 'POST');
  assert.match(asked.headers['content-type'], /^multipart\/form-data; boundary=/);
  assert.match(asked.body, /name="one"; filename="blob"[^]*first[^]*name="note"\r\n\r\ntext/);
});
