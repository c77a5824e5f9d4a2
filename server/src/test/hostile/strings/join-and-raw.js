// tries: long texts by join, String.raw, replaceAll, split, normalize
// expects: 503 memory or 504 cpu or 500
const router = require('router');

const kept = [];
router.get('/attack', () => {
  const text = 'ab'.repeat(5e4);
  while (true) {
    kept.push(new Array(100).join(text), String.raw({ raw: text }, 'x'), text.replaceAll('a', text.slice(0, 200)), text.split(''), text.normalize('NFKD'));
  }
});
