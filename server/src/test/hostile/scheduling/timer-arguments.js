// tries: delays and callbacks that are no numbers and no functions
// expects: 200 "set"
const router = require('router');

router.get('/attack', (req, res) => {
  for (const delay of [NaN, -1, Infinity, 2 ** 53, '1e400', {}, null]) clearTimeout(setTimeout(() => {}, delay));
  for (const what of [null, {}, 'code()', undefined]) { try { setTimeout(what, 1); } catch { /* refused */ } }
  for (const what of [null, {}, Symbol.iterator, 'x', -1]) { try { clearTimeout(what); } catch { /* refused */ } }
  const timer = setTimeout(() => {}, 5);
  try { Object.assign(timer, { due: NaN, place: 1e9, order: -1 }); timer.refresh(); } catch { /* refused */ }
  clearTimeout(timer);
  res.json('set');
});
