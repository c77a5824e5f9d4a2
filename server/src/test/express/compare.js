'use strict';
// Asks a server, and compares what two of them have answered, but for what excluded.json names.
const http = require('node:http');
const { gunzipSync } = require('node:zlib');

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

function ask(base, path, { method, headers, body }, more) {
  return new Promise((resolve, reject) => {
    const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
    const own = pairs.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', 'localhost']];
    const all = [...own, ...pairs, ...more, ...(body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))]])];
    const { hostname, port } = new URL(base);
    const request = http.request({ hostname, port, path, method, agent, headers: all.flat() }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve(plain({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts), method })));
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Without what the edge of Annex does to an answer that may be compressed, and without what is drawn at random. */
function plain(answer) {
  const { headers, method } = answer;
  if (headers['content-encoding'] === 'gzip') {
    if (method !== 'HEAD') answer.body = gunzipSync(answer.body);
    delete headers['content-encoding'];
    delete headers['content-length'];
    answer.compressed = true;
  }
  if (headers['last-modified'] !== undefined && headers.etag !== undefined) {
    headers['last-modified'] = '*';
    headers.etag = headers.etag.replace(/^(W\/"[\da-f]+-)[\da-f]+"$/, '$1*"');
  } else if (/^W\/"[\da-f]+-[\da-f]{10,12}"$/.test(headers.etag)) {
    headers.etag = headers.etag.replace(/-.*/, '-*"');
  }
  const [, boundary] = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '') ?? [];
  if (boundary !== undefined && answer.status === 206) {
    headers['content-type'] = headers['content-type'].replaceAll(boundary, '*');
    answer.body = Buffer.from(answer.body.toString('latin1').replaceAll(boundary, '*'), 'latin1');
  }
  return answer;
}

const IGNORED = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'x-powered-by']);

function differences(there, here) {
  const all = [];
  if (there.status !== here.status) all.push(`status ${there.status}, here ${here.status}`);
  const parts = there.headers['content-length'] === undefined || here.compressed || there.status === 204;
  if (there.headers.vary === undefined && here.headers.vary === 'Accept-Encoding') delete here.headers.vary;
  for (const name of new Set([...Object.keys(there.headers), ...Object.keys(here.headers)])) {
    if (IGNORED.has(name) || (name === 'content-length' && parts)) continue;
    const [a, b] = [there, here].map(({ headers }) => JSON.stringify(headers[name]));
    if (a !== b) all.push(`${name}: ${a}, here ${b}`);
  }
  if (!there.body.equals(here.body)) all.push(`body ${JSON.stringify(there.body.toString().slice(0, 120))}, here ${JSON.stringify(here.body.toString().slice(0, 120))}`);
  return all;
}

module.exports = { agent, ask, differences };
