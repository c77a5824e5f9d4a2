const router = require('router');
const events = require('annex/events');
const mail = require('annex/mail');
const requester = require('Requester');
const settings = require('annex/settings');
const users = require('PortletContextUtil');

const seen = [];
events.on('order', ({ id, bad }) => {
  if (bad) throw new Error('a bad order');
  seen.push(`order ${id}`);
});
events.on('sv:every-hour', () => seen.push(`hour ${new Date().toISOString()}`));

router.get('/emits', (req, res) => {
  events.emit('sold', { id: 3 });
  res.json('done');
});
router.get('/seen', (req, res) => res.json(seen));
router.get('/greeting', (req, res) => res.json(settings.get('greeting')));
router.get('/rate', async (req, res) => {
  const answer = await fetch('https://rates.example.org/eur?to=sek', { method: 'POST', body: 'ask', headers: { 'x-key': 'k' } });
  res.json({ status: answer.status, said: await answer.json() });
});
router.get('/requester', (req, res) => {
  requester.get('https://rates.example.org/usd').done((data) => res.json(data)).fail((message) => res.status(502).send(message));
});
router.get('/later', (req, res) => {
  const every = setInterval(() => seen.push('tick'), 20000);
  setTimeout(() => {
    clearInterval(every);
    seen.push(`later ${Date.now()}`);
  }, 70000);
  res.json('begun');
});
router.get('/me', (req, res) => {
  req.session.visits = (req.session.visits || 0) + 1;
  const user = users.getCurrentUser();
  res.json({ visits: req.session.visits, name: user === null ? null : user.getName() });
});
router.get('/mail', async (req, res) => {
  await mail.send({ to: 'ada@example.org', subject: 'Hello', text: 'There' });
  res.json('sent');
});
