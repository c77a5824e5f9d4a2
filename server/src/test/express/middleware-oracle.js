'use strict';
// Runs middleware.js by Express on Node, asks it and the WebPoints application that runs it on Annex the same things, and compares.
// node middleware-oracle.js ANNEX_URL FILES: prints what it found as JSON.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { inflateSync, brotliDecompressSync } = require('node:zlib');
const vm = require('node:vm');
const express = require('express');
const { agent, ask, differences } = require('./compare');

const [, , annex, files] = process.argv;
const setups = ['routers.js', 'middleware.js'].map((name) =>
  vm.runInThisContext(`(function (FILES, module, require) { ${readFileSync(join(__dirname, name), 'utf8')}\nreturn module.exports; })`)(files, {}, require));
const root = express();
root.disable('x-powered-by').set('env', 'production');
const app = express();
app.disable('x-powered-by').set('env', 'production');
for (const setup of setups) setup(app, require);
root.use('/mw', app);

const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const get = (path, headers = {}) => ({ method: 'GET', path, headers });
const send = (method, path, headers, body) => ({ method, path, headers, body });
const part = (name, body, file, type = 'text/plain') => `--x\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\nContent-Type: ${type}`}\r\n\r\n${body}\r\n`;
const multipart = (path, ...parts) => send('POST', path, { 'Content-Type': 'multipart/form-data; boundary=x' }, `${parts.join('')}--x--\r\n`);
const preflight = (path, origin, method = 'POST', more = {}) => send('OPTIONS', path, { Origin: origin, 'Access-Control-Request-Method': method, ...more });

/** By package, each a conversation whose cookies are kept. */
const conversations = {
  router: ['route', 'router', 'error', 'throw', 'own', 'handled', 'rewritten', 'skip', 'nowhere', 'moved/x'].map((name) => get(`/order/${name}`)).concat([get('/unknown/path%3Cb%3E?q=1'), send('OPTIONS', '/lines', {}), send('DELETE', '/lines', {}), send('HEAD', '/lines', {}), send('OPTIONS', '/unknown', {})]),
  'nested routers': ['tree/acme/users', 'tree/acme/users/ada', 'tree/acme/users/ada/x/y?q=1', 'tree/acme/users/ada/inner', 'tree/acme/users/ada/inner/deep', 'tree/acme/closed/ada', 'tree/star/a/b/end/ada/rest', 'tree/acme/closed/', 'tree/plain/5', 'tree/plain/a%2Fb%20c', 'tree/passed/on', 'tree/acme/none', 'tree/acme/users/%E0',
    'failures/thrown', 'failures/left', 'failures/skipped', 'failures/own', 'failures/rewritten', 'failures/moved', 'failures/nowhere', 'heard/5', 'heard/bad', 'heard/other', 'heard/next', 'heard/next/more', 'heard/', 'things/one', 'route', 'locals/it', 'sub', 'sub/where/5', 'sub/on', 'sub/nowhere', 'strict/Path', 'strict/path', 'strict/slash', 'strict/slash/', 'strict/Path/'].map((name) => get(`/${name}`))
    .concat([send('POST', '/route', {}, ''), send('PUT', '/route', {}, ''), send('OPTIONS', '/route', {}), send('OPTIONS', '/options/a', {}), send('HEAD', '/tree/plain/5', {}), send('DELETE', '/tree/acme/users/ada', {}), send('POST', '/heard/7', {}, '')]),
  cors: [preflight('/cors/data', 'https://example.com'), preflight('/cors/data', 'https://evil.com'), preflight('/cors/data', 'http://a.test', 'GET'), send('POST', '/cors/data', { Origin: 'https://example.com', 'Sec-Fetch-Site': 'cross-site' }, ''), send('POST', '/cors/data', { Origin: 'https://evil.com', 'Sec-Fetch-Site': 'cross-site' }, ''), get('/cors/data'), get('/cors/data', { Origin: 'https://x.test' }),
    preflight('/cors-all/data', 'https://any.org', 'PUT', { 'Access-Control-Request-Headers': 'x-a, x-b' }), get('/cors-all/data', { Origin: 'https://any.org' }), send('PUT', '/cors-all/data', { Origin: 'null' }, ''), preflight('/cors-all/unknown', 'https://any.org')],
  helmet: [get('/helmet/page'), get('/helmet/unknown'), get('/helmet-some/page'), send('HEAD', '/helmet/page', {})],
  compression: ['gzip', 'deflate', 'identity', 'gzip;q=0, deflate', '', 'nonsense'].flatMap((encoding) => ['long', 'short', 'image', 'parts', 'no'].map((name) => get(`/compression/${name}`, encoding === '' ? {} : { 'Accept-Encoding': encoding }))).concat([send('HEAD', '/compression/long', { 'Accept-Encoding': 'gzip' }), get('/compression/long', { 'Accept-Encoding': 'gzip', 'If-None-Match': '*' })]),
  'cookie-parser': [get('/cookies/set'), get('/cookies/read'), get('/cookies/read', { Cookie: 'a=s%3Ab.forged; j=j%3A%7B%22x%22%3A1%7D; bad=j:{' }), get('/cookies/read', {})],
  'body-parser': [send('POST', '/body/json', JSON_TYPE, '{"a":[1,{"b":"ü"}]}'), send('POST', '/body/json', JSON_TYPE, '{"a":'), send('POST', '/body/json', JSON_TYPE, '5'), send('POST', '/body/json', JSON_TYPE, `"${'x'.repeat(200)}"`), send('POST', '/body/json', JSON_TYPE, ''), send('POST', '/body/json', { 'Content-Type': 'application/json; charset=latin1' }, '{}'), send('POST', '/body/json', FORM, 'a=1'),
    send('POST', '/body/form', FORM, 'a[b]=1&c[]=2&c[]=3&d=x+y'), send('POST', '/body/form', FORM, 'a=1&b=2&c=3&d=4&e=5&f=6'), send('POST', '/body/form', FORM, ''), send('PUT', '/body/raw', { 'Content-Type': 'application/octet-stream' }, 'bytes ü'), send('POST', '/body/raw', { 'Content-Type': 'image/png' }, 'png'), get('/body/raw'), send('POST', '/body/text', { 'Content-Type': 'text/plain; charset=utf-8' }, 'wörter'), send('POST', '/body/text', { 'Content-Type': 'text/html' }, '<b>'),
    send('POST', '/body/verified', JSON_TYPE, '[1]'), send('POST', '/body/verified', JSON_TYPE, '{"a":1}')],
  'express-session': [get('/session/none'), get('/session/views'), get('/session/views'), get('/session/anew'), get('/session/views'), get('/session/end'), get('/session/views'), get('/session/none', { Cookie: 'sid=s%3Aforged.x' })],
  'method-override': [send('POST', '/override/it', { 'X-HTTP-Method-Override': 'PATCH' }, ''), send('POST', '/override/it?_method=DELETE', {}, ''), send('POST', '/override/only', { 'X-HTTP-Method-Override': 'DELETE' }, ''), get('/override/it?_method=DELETE'), send('POST', '/override/it', { 'X-HTTP-Method-Override': 'NONSENSE' }, '')],
  morgan: [get('/morgan/ok', { 'X-One': 'one', 'User-Agent': 'tests' }), get('/morgan/missing'), get('/morgan/nowhere'), get('/lines')],
  multer: [multipart('/multer/one', part('a', '1'), part('b[c]', 'x'), part('file', 'content ü', 'a.txt')), multipart('/multer/one', part('other', 'x', 'a.txt')), multipart('/multer/one', part('file', 'x'.repeat(80), 'a.txt')), multipart('/multer/many', part('file', '1', 'a.txt'), part('file', '2', 'b.html', 'text/html')), multipart('/multer/many', part('file', '1', 'a'), part('file', '2', 'b'), part('file', '3', 'c')), multipart('/multer/none', part('a', '1')), multipart('/multer/none', part('f', '1', 'a.txt')),
    send('POST', '/multer/one', { 'Content-Type': 'multipart/form-data; boundary=x' }, `${part('a', '1')}--x\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\nbroken`), send('POST', '/multer/one', { 'Content-Type': 'multipart/form-data' }, 'x'), send('POST', '/multer/one', JSON_TYPE, '{}')],
  passport: [get('/passport/who'), send('POST', '/passport/login', FORM, 'username=ada&password=wrong'), send('POST', '/passport/login', FORM, 'username=ada'), send('POST', '/passport/login', FORM, 'username=broken&password=x'), get('/passport/who'), send('POST', '/passport/login', FORM, 'username=ada&password=secret'), get('/passport/who'), send('POST', '/passport/logout', {}, ''), get('/passport/who'), send('POST', '/passport/redirected', FORM, 'username=b&password=secret'), send('POST', '/passport/redirected', FORM, 'username=b&password=x')],
  'express-rate-limit': [get('/limited/it'), get('/limited/it'), get('/limited/it'), get('/limited/it')],
  'serve-static': [get('/static/hello.txt'), get('/static/page'), get('/static/sub'), get('/static/none.txt'), get('/static/hello.txt', { Range: 'bytes=2-4' }), get('/static/hello.txt', { Range: 'bytes=99-' }), get('/static/hello.txt', { 'If-None-Match': '*' }), get('/static/hello.txt', { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' }), get('/static/a%20b.txt'), get('/static/.hidden'), send('HEAD', '/static/hello.txt', {}), send('POST', '/static/hello.txt', {}, ''), get('/static-strict/.hidden'), get('/static-strict/none'), get('/static-strict/sub'), send('POST', '/static-strict/hello.txt', {}, ''), get('/static/..%2fmiddleware.js')],
  'express-validator': [send('POST', '/validator?q=x', JSON_TYPE, '{"email":"Ada@GMAIL.com","age":"20"}'), send('POST', '/validator', JSON_TYPE, '{"email":"no","age":5}'), send('POST', '/validator?q=%20', JSON_TYPE, '{"email":"a@b.co"}')],
  celebrate: [send('POST', '/celebrate', JSON_TYPE, '{"name":"Ada"}'), send('POST', '/celebrate', JSON_TYPE, '{"age":"x"}'), send('POST', '/celebrate?token=ab', JSON_TYPE, '{"name":"Ada","age":1}'), send('POST', '/celebrate?token=abc&more=1', JSON_TYPE, '{"name":"Ada"}')],
};

/** What is another each time: ids of sessions, times, what is left of a window. */
function steady({ status, headers, body, compressed }) {
  const all = { ...headers };
  if (all['set-cookie'] !== undefined) all['set-cookie'] = all['set-cookie'].map((each) => each.replace(/^(sid|pid)=[^;]*/, '$1=*').replace(/Expires=[^;]*/, 'Expires=*'));
  for (const name of ['ratelimit', 'x-ratelimit-reset', 'retry-after']) if (all[name] !== undefined) all[name] = all[name].replace(/\d+$/, '*');
  const encoding = all['content-encoding'];
  const plain = encoding === 'deflate' ? inflateSync(body) : encoding === 'br' ? brotliDecompressSync(body) : body;
  return { status, headers: all, body: plain, compressed };
}

function cookiesOf(jar, { headers }) {
  for (const each of headers['set-cookie'] ?? []) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(each);
    jar.set(name, value);
  }
}

/** Packages and requests that answer otherwise, with the reason. */
const differing = JSON.parse(readFileSync(join(__dirname, 'middleware-differing.json'), 'utf8'));

async function main() {
  const server = root.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const there = `http://127.0.0.1:${server.address().port}`;
  const results = [];
  for (const [name, requests] of Object.entries(conversations)) {
    const jars = [new Map(), new Map()];
    for (const [number, each] of requests.entries()) {
      const answers = await Promise.all([there, annex].map(async (base, i) => {
        const kept = [...jars[i]].map((pair) => pair.join('=')).join('; ');
        const answer = await ask(base, `/mw${each.path}`, { ...each, headers: { ...(kept === '' ? {} : { Cookie: kept }), ...each.headers } }, []);
        cookiesOf(jars[i], answer);
        return steady(answer);
      }));
      results.push({ package: name, number, request: `${each.method} ${each.path}`, range: each.headers.Range, differences: differences(answers[0], answers[1]) });
    }
  }
  server.close();
  agent.destroy();
  const failed = results.filter((each) => each.differences.length > 0);
  const known = (each) => differing.find((one) => one.package === each.package && one.request === each.request && one.range === each.range);
  process.stdout.write(JSON.stringify({
    packages: Object.keys(conversations).length, compared: results.length, failed: failed.length,
    unlisted: failed.filter((each) => !known(each)), unused: differing.filter((each) => !failed.some((one) => known(one) === each)),
  }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
