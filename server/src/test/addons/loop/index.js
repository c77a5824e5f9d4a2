const router = require('router');
const annex = require('annex');
const { setTimeout: sleep } = require('timers/promises');

// ---- the loop
router.get('/case', (req, res) => require('./cases.cjs').run(req.query.name, (out) => res.json(out)));
router.get('/sleeps', async (req, res) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let i = 0; i < 5; i++) await wait(5);
  res.send('awake');
});

// ---- answers that are waited for
let settle;
let shared = new Promise((done) => (settle = done));
router.get('/share', (req, res) => {
  settle('shared');
  shared = new Promise((done) => (settle = done));
  res.send('settled');
});
const late = {
  timer: (answer) => void setTimeout(answer, 20, 'late'),
  'timer-of-timer': (answer) => void setTimeout(() => setTimeout(answer, 20, 'late'), 20),
  immediate: (answer) => void setImmediate(answer, 'late'),
  tick: (answer) => process.nextTick(answer, 'late'),
  microtask: (answer) => queueMicrotask(() => answer('late')),
  promise: (answer) => void sleep(20).then(() => answer('late')),
  'promise-chain': (answer) => void Promise.resolve().then(() => sleep(10)).then(() => sleep(10)).finally(() => answer('late')),
  shared: (answer) => void shared.then(() => answer('late')),
  fetch: (answer) => void fetch('http://127.0.0.1:1/').catch(() => answer('late')),
  middleware: (answer) => void setTimeout(answer, 5, 'late'),
};
router.get('/late', (req, res) => late[req.query.by]((text) => res.send(text)));
router.get('/async-late', async (req, res) => { setTimeout(() => res.send('late'), 20); });
router.get('/nothing', function answersNothing(req, res) {});
router.get('/far', (req, res) => { setTimeout(() => res.send('too late'), 3_600_000); });
router.get('/interval', (req, res) => { const t = setInterval(() => clearInterval(t), 5); setTimeout(() => {}, 5_000).unref(); setImmediate(() => {}).unref(); });
router.get('/status', (req, res) => { res.status(202); setTimeout(() => res.send('ignored'), 5); });

// ---- whose work it is
router.get('/loops', (req, res) => shared.then(() => { for (;;); }));
router.get('/rejects', (req, res) => { console.log('begun', req.query.what); Promise.reject(new Error('nobody handles ' + req.query.what)); res.send('sent'); });
router.get('/rejects-later', (req, res) => { console.log('begun', req.query.what); void shared.then(() => { throw new Error('nobody handles ' + req.query.what); }); return shared.then(() => sleep(20)).then(() => res.send('sent')); });
router.get('/rejects-after', (req, res) => { console.log('begun', req.query.what); setTimeout(() => { console.log('goes on', req.query.what); Promise.reject(new Error('nobody handles ' + req.query.what)); }, 20); res.send('sent'); });

// ---- clients that leave
let locked = false;
let finallyRan = 0;
let shares;
const state = { aborted: '' };
router.get('/lock', async (req, res) => {
  if (locked) return res.status(423).send('locked');
  locked = true;
  req.signal.addEventListener('abort', () => (state.aborted = req.signal.reason.name));
  console.log('locked');
  try {
    await sleep(Number(req.query.ms), undefined, req.query.listens ? { signal: req.signal } : {});
  } finally {
    locked = false;
    finallyRan++;
  }
  res.send('unlocked');
});
router.get('/state', (req, res) => res.json({ locked, finallyRan, ...state }));
router.get('/first', (req, res) => { shares = sleep(600).then(() => 'for all'); console.log('first'); return shares.then((text) => res.send(text)); });
router.get('/second', (req, res) => shares.then((text) => res.send(text)));

// ---- after the answer
let done = 0;
router.get('/kept', (req, res) => {
  annex.waitUntil(sleep(Number(req.query.ms)).then(() => console.log('kept', ++done)));
  res.waitUntil(Promise.resolve());
  res.send('sent');
});
router.get('/kept-fails', (req, res) => { console.log('begun kept-fails'); res.send('sent'); res.waitUntil(sleep(5).then(() => { throw new Error('kept and failed'); })); });
router.get('/kept-loops', (req, res) => { res.send('sent'); res.waitUntil(sleep(5).then(() => { for (;;); })); });
router.get('/kept-for-ever', (req, res) => { res.waitUntil(new Promise(() => {})); setTimeout(() => console.log('cut off? no'), 60_000); res.send('sent'); });
router.get('/done', (req, res) => res.json(done));
router.get('/outside', (req, res) => { try { outside(); } catch (e) { res.send(e.message); } });
let outside = () => { throw error; };
let error;
try { annex.waitUntil(Promise.resolve()); } catch (e) { error = e; }

// ---- next() in a callback
const passing = {
  timer: (next) => void setTimeout(next, 10),
  immediate: (next) => void setImmediate(next),
  tick: (next) => process.nextTick(next),
  promise: (next) => void sleep(10).then(() => next()),
  async: (next) => void (async () => { await sleep(10); next(); })(),
  returned: (next) => sleep(10).then(() => next()),
};
router.use((req, res, next) => (req.query.pass === undefined ? next() : passing[req.query.pass](next)));
router.get('/throws', (req) => { throw new Error('thrown behind ' + req.query.pass); });
router.get('/rejected', async (req) => { await sleep(5); throw new Error('rejected behind ' + req.query.pass); });
router.get('/no-content', function noContent(req, res) { res.status(204); });
router.get('/late-status', function lateStatus(req, res) { setTimeout(() => res.status(404), 10); });

// ---- after the answer that the host gave
router.get('/kept-late', async (req, res) => { await sleep(3300); annex.waitUntil(sleep(600).then(() => done++)); res.send('too late'); });
router.get('/goes-on', async (req, res) => { annex.waitUntil(sleep(3300)); await sleep(3900); done++; });
router.post('/kept-upload', (req, res) => { const { f } = req.files; res.waitUntil(sleep(200).then(() => console.log('read after the answer:', f.text(), f.bytes().length))); res.send('sent'); });
