import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { steady } from '../lib/load.mjs';

/** @param {import('node:http').RequestListener} listener @param {(url: string) => Promise<void>} work */
async function serve(listener, work) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  try {
    await work(`http://127.0.0.1:${port}/path?x=1`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const how = { seconds: 0.5, lead: 0.25, rate: 200, cpus: '0,1', connections: 4, rests: true };

test('so many requests go out, each of them as it was asked for', async () => {
  /** @type {Record<string, number>} */
  const seen = {};
  const listener = /** @type {import('node:http').RequestListener} */ (
    async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      const text = [request.method, request.url, request.headers['x-one'], request.headers.cookie, body].join(' ');
      seen[text] = (seen[text] ?? 0) + 1;
      response.write('in ');
      response.end('pieces');
    }
  );
  await serve(listener, async (url) => {
    const request = { path: '', method: 'POST', headers: { 'x-one': '1' }, body: 'é', cookies: ['a=1', 'b=2'] };
    const load = await steady(url, { ...how, request });
    assert.equal(load.requests, 100);
    assert.equal(load.sent, 150);
    assert.equal(load.failed, 0);
    assert.ok(load.p50 > 0 && load.p99 >= load.p50);
    assert.deepEqual(seen, { 'POST /path?x=1 1 a=1 é': 75, 'POST /path?x=1 1 b=2 é': 75 });
  });
});

test('what fails is counted, with its reason', async () => {
  let number = 0;
  const listener = /** @type {import('node:http').RequestListener} */ (
    (request, response) => {
      number++;
      if (number % 3 === 0) request.socket.destroy();
      else response.writeHead(number % 3 === 1 ? 503 : 200, { 'content-length': 0 }).end();
    }
  );
  await serve(listener, async (url) => {
    const { failed, requests, reasons = {} } = await steady(url, { ...how, lead: 0 });
    assert.ok(failed > 0.6 * requests && failed < 0.7 * requests, `${failed} of ${requests}`);
    assert.equal(Object.values(reasons).reduce((a, b) => a + b, 0), failed);
    assert.equal(reasons['503'], 34);
  });
});

test('a request that waits for a connection is timed from when it was due', async () => {
  const listener = /** @type {import('node:http').RequestListener} */ ((_, response) => void setTimeout(() => response.end('late'), 50));
  await serve(listener, async (url) => {
    // One connection carries twenty a second, forty are asked for: the last is due after half a second, and answered after a whole one.
    const { p50, p99, failed } = await steady(url, { ...how, rate: 40, lead: 0, connections: 1 });
    assert.equal(failed, 0);
    assert.ok(p50 > 200 && p99 > 450, `${p50} ${p99}`);
  });
});
