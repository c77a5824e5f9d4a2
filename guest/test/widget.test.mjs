import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot as bootStyle, read, split } from './harness.mjs';

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
const status = (body) => backend(`r.register('status', 'GET', (req, res, next, helper) => { ${body} });`);

test('the document’s status service answers OK', () => {
  const { call } = boot(`export default function(r) {
    r.register('status', 'GET', (req, res, next, helper) => {
        res.send('OK');
    });
}`, { file: '/backend.ts' });
  const { status, headers, body } = call();
  assert.deepEqual({ status, headers, body }, { status: 200, headers: 'content-type\ntext/html; charset=utf-8', body: 'OK' });
});
