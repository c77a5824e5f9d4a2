// tries: to collect the answers of other exchanges of its own and to give them other bodies
// expects: any
const router = require('router');

const open = [];
router.get('/attack', (req, res) => {
  open.push(res);
  setTimeout(() => { for (const each of open) { try { each.json('all of you'); } catch { /* gone */ } } open.length = 0; }, 5);
  return new Promise((resolve) => setTimeout(resolve, 20));
});
