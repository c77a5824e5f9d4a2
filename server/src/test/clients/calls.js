// What Node's http and packages over it make of a server. The same file runs on Node and, bundled, in an add-on.
'use strict';
const http = require('http');
const { Readable } = require('stream');
const { pipeline } = require('stream/promises');
const axios = require('axios');
const FormData = require('form-data');
const { S3Client, PutObjectCommand, GetObjectCommand, ListObjectsV2Command } = require('@aws-sdk/client-s3');
const fetchOf = () => import('node-fetch');
const gotOf = () => import('got');

const read = async (stream) => { const parts = []; for await (const part of stream) parts.push(part); return Buffer.concat(parts).toString(); };

/** One call by Node's own module. */
function call(url, options = {}, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (answer) => {
      read(answer).then((text) => resolve({ status: answer.statusCode, message: answer.statusMessage, type: answer.headers['content-type'], cookies: answer.headers['set-cookie'], distinct: answer.headersDistinct['x-twice'], text, complete: answer.complete, is: answer instanceof http.IncomingMessage }), reject);
    });
    request.on('error', reject);
    if (body === undefined) request.end();
    else if (typeof body === 'function') body(request);
    else request.end(body);
  });
}
const failure = (error) => ({ name: error.name, code: error.code ?? error.cause?.code });

module.exports = (base, closed) => ({
  'http get': () => call(`${base}/plain?a=1`),
  'http options object': () => { const { hostname, port } = new URL(base); return new Promise((resolve, reject) => { http.request({ hostname, port, path: '/echo', method: 'PUT', headers: { 'X-Name': 'value', 'Content-Type': 'text/plain' }, agent: false }, (answer) => read(answer).then(resolve, reject)).on('error', reject).end('a body'); }); },
  'http writes in parts': () => call(`${base}/echo`, { method: 'POST' }, async (request) => { request.write('one '); await new Promise((resolve) => setTimeout(resolve, 10)); request.write('two '); request.end('three'); }),
  'http with content-length': () => call(`${base}/echo`, { method: 'POST', headers: { 'Content-Length': 8 } }, (request) => { request.write('four'); request.end('five'); }),
  'http pipes a stream': () => call(`${base}/length`, { method: 'POST' }, (request) => Readable.from([Buffer.alloc(300000, 'x'), Buffer.alloc(300000, 'y')]).pipe(request)),
  'http pipeline': () => new Promise((resolve, reject) => { const request = http.request(`${base}/length`, { method: 'POST' }, (answer) => read(answer).then(resolve, reject)); pipeline(Readable.from(['a', 'b', 'c']), request).catch(reject); }),
  'http large answer': () => call(`${base}/large`).then(({ text }) => text.length),
  'http headers twice': () => call(`${base}/headers`),
  'http head': () => call(`${base}/plain`, { method: 'HEAD' }),
  'http 404': () => call(`${base}/missing`),
  'http redirect is not followed': () => call(`${base}/moved`).then(({ status }) => status),
  'http auth': () => call(`${base}/echo`, { method: 'POST', auth: 'user:pass' }, ''),
  'http refused': () => call(closed).catch((error) => ({ ...failure(error), syscall: error.syscall })),
  'http timeout': () => new Promise((resolve) => { const request = http.get(`${base}/slow`, { timeout: 50 }); request.on('timeout', () => request.destroy()); request.on('error', (error) => resolve(failure(error))); }),
  'http abort': () => new Promise((resolve) => { const controller = new AbortController(); const request = http.get(`${base}/slow`, { signal: controller.signal }); request.on('error', (error) => resolve(failure(error))); setTimeout(() => controller.abort(), 20); }),
  'http destroy while reading': () => new Promise((resolve) => { const request = http.get(`${base}/large`, (answer) => { answer.once('data', () => { request.destroy(); }); answer.on('error', (error) => resolve([failure(error), answer.complete])); }); request.on('error', () => {}); }),
  'http events': () => new Promise((resolve) => { const seen = []; const request = http.get(`${base}/plain`); for (const name of ['socket', 'response', 'finish', 'close']) request.on(name, () => { seen.push(name); if (name === 'close') resolve(seen.sort()); }); request.on('response', (answer) => answer.resume()); }),
  'http once response': async () => { const request = http.get(`${base}/plain`); const [answer] = await require('events').once(request, 'response'); return read(answer); },
  'axios get': () => axios.get(`${base}/json`).then(({ status, data, headers }) => [status, data, headers['content-type']]),
  'axios post': () => axios.post(`${base}/echo`, { a: 1 }, { headers: { 'X-Name': 'axios' } }).then(({ data }) => [data.body, data.name]),
  'axios params': () => axios({ url: `${base}/plain`, params: { q: 'a b', r: [1, 2] } }).then(({ data }) => data),
  'axios redirect': () => axios.get(`${base}/moved`).then(({ data }) => data),
  'axios 404': () => axios.get(`${base}/missing`).catch((error) => [error.name, error.code, error.response.status]),
  'axios timeout': () => axios.get(`${base}/slow`, { timeout: 100 }).catch((error) => [error.name, error.code]),
  'axios cancel': () => { const controller = new AbortController(); setTimeout(() => controller.abort(), 20); return axios.get(`${base}/slow`, { signal: controller.signal }).catch((error) => [error.name, error.code]); },
  'axios refused': () => axios.get(closed).catch((error) => [error.name, error.code]),
  'axios stream': () => axios.get(`${base}/plain`, { responseType: 'stream' }).then(({ data }) => read(data)),
  'axios bytes': () => axios.get(`${base}/gzip`, { responseType: 'arraybuffer' }).then(({ data }) => data.toString()),
  'axios form': () => axios.post(`${base}/length`, form(), { headers: form().getHeaders() }).then(({ data }) => data > 100),
  'axios instance': () => axios.create({ baseURL: base, auth: { username: 'u', password: 'p' } }).post('/echo', 'text').then(({ data }) => [data.body, data.authorization]),
  'node-fetch get': async () => { const { default: fetch } = await fetchOf(); const answer = await fetch(`${base}/json`); return [answer.status, await answer.json(), answer.headers.get('content-type')]; },
  'node-fetch post': async () => { const { default: fetch } = await fetchOf(); return (await (await fetch(`${base}/echo`, { method: 'POST', body: 'hello', headers: { 'X-Name': 'nf' } })).json()).body; },
  'node-fetch stream': async () => { const { default: fetch } = await fetchOf(); return (await (await fetch(`${base}/echo`, { method: 'POST', body: Readable.from(['a', 'b']) })).json()).body; },
  'node-fetch redirect': async () => { const { default: fetch } = await fetchOf(); const answer = await fetch(`${base}/moved`); return [answer.redirected, await answer.text()]; },
  'node-fetch gzip': async () => { const { default: fetch } = await fetchOf(); return (await fetch(`${base}/gzip`)).text(); },
  'node-fetch refused': async () => { const { default: fetch } = await fetchOf(); return fetch(closed).catch((error) => [error.name, error.code]); },
  'got get': async () => { const { default: got } = await gotOf(); return got(`${base}/json`).json(); },
  'got post': async () => { const { default: got } = await gotOf(); return got.post(`${base}/echo`, { json: { a: 1 } }).json().then(({ body, type }) => [body, type]); },
  'got 404': async () => { const { default: got } = await gotOf(); return got(`${base}/missing`).catch((error) => [error.name, error.response.statusCode]); },
  'got timeout': async () => { const { default: got } = await gotOf(); return got(`${base}/slow`, { timeout: { request: 200 }, retry: { limit: 0 } }).catch((error) => [error.name, error.code]); },
  'got stream': async () => { const { default: got } = await gotOf(); return read(got.stream(`${base}/plain`)); },
  'got redirect': async () => { const { default: got } = await gotOf(); return got(`${base}/moved`).text(); },
  'form-data submit': () => new Promise((resolve, reject) => form().submit(`${base}/length`, (error, answer) => (error ? reject(error) : read(answer).then((text) => resolve(Number(text) > 100))))),
  's3 put': () => s3(base).send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'content' })).then(({ ETag }) => ETag),
  's3 put stream': () => s3(base).send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: Readable.from([Buffer.from('0123456789')]), ContentLength: 10 })).then(({ ETag }) => ETag),
  's3 get': () => s3(base).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })).then(({ Body }) => Body.transformToString()),
  's3 list': () => s3(base).send(new ListObjectsV2Command({ Bucket: 'b' })).then(({ Contents }) => Contents.map(({ Key }) => Key)),
  's3 missing': () => s3(base).send(new GetObjectCommand({ Bucket: 'b', Key: 'missing' })).catch((error) => [error.name, error.$metadata.httpStatusCode]),
});

function form() {
  const made = new FormData();
  made.append('field', 'value');
  made.append('file', Buffer.from('content'), { filename: 'a.txt', contentType: 'text/plain' });
  return made;
}

const s3 = (endpoint) => new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
