// tries: a thenable that fulfils, rejects and throws, several times, at once and later
// expects: 200 {"once":true}
const router = require('router');

router.get('/attack', (req, res) => ({
  then(fulfil, reject) {
    res.json({ once: true });
    fulfil(1); fulfil(2); reject(new Error('three'));
    setTimeout(() => { fulfil(4); reject(5); }, 1);
    throw new Error('six');
  },
}));
