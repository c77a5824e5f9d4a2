// Middleware that calls `next` from a callback, and answers that callbacks decide.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot, read, split } from './harness.mjs';

const sleep = `const sleep = (ms) => new Promise((done) => setTimeout(done, ms));`;
/** Ways in which a middleware passes a request on. */
const ways = {
  timer: 'setTimeout(next, 10);',
  immediate: 'setImmediate(next);',
  tick: 'process.nextTick(next);',
  microtask: 'queueMicrotask(next);',
  async: 'return (async () => { await sleep(10); return next(); })();',
  returned: 'return sleep(10).then(() => next());',
  none: 'return next();',
};

/** Handles one request; what it was answered, and the log. */
async function answerOf(code) {
  const { load, exchange, turns, entries, host } = boot({ '/index.js': `const router = require('router'); ${sleep}\n${code}` });
  assert.equal(load().error, undefined);
  let answer = exchange();
  for (let i = 0; i < 20 && answer === null; i++) {
    await turns(1);
    [answer = null] = split(entries.collect());
  }
  return { answer, logs: host.logs.map(([level, , text]) => `${level} ${text.split('\n')[0]}`) };
}

for (const [way, code] of Object.entries(ways)) {
  const after = (handler) => answerOf(`router.use((req, res, next) => { ${code} }); router.get('/', ${handler});`);

  test(`what a handler throws is the answer: next by ${way}`, async () => {
    const { answer, logs } = await after(`() => { throw new Error('thrown'); }`);
    assert.equal(answer?.kind, 'e');
    assert.match(answer.body, /^Error: thrown\n {4}at .*app\/index\.js/);
    assert.deepEqual(logs, []);
  });

  test(`what a handler is rejected with is the answer: next by ${way}`, async () => {
    const { answer, logs } = await after(`async () => { await sleep(5); throw new Error('rejected'); }`);
    assert.equal(answer?.kind, 'e');
    assert.match(answer.body, /^Error: rejected\n/);
    assert.deepEqual(logs, []);
  });

  test(`a status is an answer, of which nothing is said: next by ${way}`, async () => {
    for (const handler of [`(req, res) => { res.status(204); }`, `async (req, res) => { await sleep(5); res.status(204); }`]) {
      const { answer, logs } = await after(handler);
      assert.equal(answer?.status, 204);
      assert.deepEqual(logs, []);
    }
  });

  test(`a handler that answers nothing is named: next by ${way}`, async () => {
    const { answer, logs } = await after(`function forgets() {}`);
    assert.equal(answer?.status, 200);
    assert.match(logs.join(), /^warn the handler of GET \/ \(forgets\), registered at .*, has neither answered nor set a status: the answer is empty \(expected: res\.send/);
  });
}

test('what follows next() in a callback is part of the answer', async () => {
  for (const code of ['setTimeout(() => { next(); res.set("X-After", "1"); }, 5);', '(async () => { await sleep(5); next(); res.set("X-After", "1"); })();']) {
    const { answer } = await answerOf(`router.use((req, res, next) => { ${code} }); router.get('/', (req, res) => { res.status(202); });`);
    assert.equal(answer.status, 202);
    assert.match(answer.headers, /x-after\n1/i);
  }
  const { answer, logs } = await answerOf(`router.use((req, res, next) => { (async () => { await sleep(5); next(); res.send('own'); })(); }); router.get('/', () => {});`);
  assert.equal(answer.body, 'own');
  assert.deepEqual(logs, []);
});

test('who catches what next() throws may answer instead', async () => {
  for (const code of [
    `setTimeout(() => { try { next(); } catch (e) { res.status(503).send('caught ' + e.message); } }, 5);`,
    `sleep(5).then(() => next()).catch((e) => res.status(503).send('caught ' + e.message));`,
    `try { next(); } catch (e) { res.status(503).send('caught ' + e.message); }`,
    `return (async () => { try { await sleep(5); next(); } catch (e) { await sleep(5); res.status(503).send('caught ' + e.message); } })();`,
  ]) {
    const { answer, logs } = await answerOf(`router.use((req, res, next) => { ${code} }); router.get('/', () => { throw new Error('thrown'); });`);
    assert.equal(answer?.status, 503, code);
    assert.equal(answer.body, 'caught thrown');
    assert.deepEqual(logs, []);
  }
});

test('who catches it and does not answer has not undone it', async () => {
  for (const code of [`setTimeout(() => { try { next(); } catch {} }, 5);`, `try { next(); } catch {}`]) {
    const { answer } = await answerOf(`router.use((req, res, next) => { ${code} }); router.get('/', () => { throw new Error('thrown'); });`);
    assert.equal(answer?.kind, 'e', code);
    assert.match(answer.body, /^Error: thrown\n/);
  }
});

test('a callback that fails is logged, and is the answer where no other comes', async () => {
  const failed = await answerOf(`router.get('/', () => { setTimeout(() => { throw new Error('in a timer'); }, 5); });`);
  assert.equal(failed.answer?.kind, 'e');
  assert.match(failed.answer.body, /^Error: in a timer\n/);
  assert.deepEqual(failed.logs, ['error a timer failed: Error: in a timer']);
  const other = await answerOf(`router.get('/', (req, res) => { setTimeout(() => { throw new Error('in a timer'); }, 5); setTimeout(() => res.send('other'), 20); });`);
  assert.equal(other.answer.body, 'other');
});

test('a status that a callback sets is an answer, of which nothing is said', async () => {
  for (const code of [`setTimeout(() => res.status(404), 10);`, `(async () => { await sleep(5); res.status(404); await sleep(5); })();`]) {
    const { answer, logs } = await answerOf(`router.get('/', (req, res) => { ${code} });`);
    assert.equal(answer?.status, 404);
    assert.deepEqual(logs, []);
  }
});

// ---- webpoints

async function webpointOf(code) {
  const { entries, host, turns } = boot({ '/server.js': `const { Application } = require('webpoints'); const { features } = require('webpoints'); const app = new Application(); ${sleep}\n${code}\napp.run();` }, { style: 'webpoints' });
  const loaded = entries.load(JSON.stringify({ style: 'webpoints', addon: 'app', version: '1', entry: '/server.js', params: {} }));
  assert.ok(loaded.startsWith('{'), loaded);
  const message = [1, 0, 'GET', '/', '/', '', '127.0.0.1', 'http', 'localhost', '', '', '-', ''].join('\0');
  let answer = read(entries.exchange(message));
  for (let i = 0; i < 20 && answer === null; i++) {
    await turns(1);
    [answer = null] = split(entries.collect());
  }
  return { answer, logs: host.logs.map(([level, , text]) => `${level} ${text.split('\n')[0]}`) };
}

for (const [way, code] of Object.entries({ ...ways, then: 'sleep(10).then(() => next());' })) {
  test(`webpoints: what a handler throws is the answer: next by ${way}`, async () => {
    for (const handler of [`() => { throw new Error('thrown'); }`, `async () => { await sleep(5); throw new Error('thrown'); }`]) {
      const { answer, logs } = await webpointOf(`const handler = ${handler}; handler.middleware = [(req, res, next) => { ${code} }]; app.operations['/'] = handler;`);
      assert.equal(answer?.kind, 'e');
      assert.match(answer.body, /^Error: thrown\n/);
      assert.deepEqual(logs, []);
    }
  });
}

test('webpoints: what cannot be answered is the failure, also where a condition says later that it may be', async () => {
  const { answer, logs } = await webpointOf(`app.features = [features.codeContracts];
    app.operations['/'] = { ensures: (value, verdict) => { setTimeout(verdict, 5, true); }, serialize: true, handler: (answer) => { answer(10n); } };`);
  assert.equal(answer?.kind, 'e');
  assert.match(answer.body, /BigInt/);
  assert.deepEqual(logs, []);
});
