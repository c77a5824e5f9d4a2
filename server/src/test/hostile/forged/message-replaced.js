// tries: a message() of its own for its answer, with the number of others, no number, and no grammar at all
// expects: 200 "mine"
const router = require('router');

const forms = [(n) => `${n + 1}\x00200\0content-type\ntext/plain\0\0t\0forged`, () => 'forged', () => '', () => '99999999999\0200\0', () => ({ length: 5 }),
  (n) => `${n}\x00999\0\0\0t\0`, (n) => `${n}\x00200\0\0\0f\0resource:../../manifest.json`, (n) => `${n}\x00200\0\0\0f\0upload:-1`];
let turn = 0;
router.get('/attack', async (req, res) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const form = forms[turn++ % forms.length];
  for (let n = 1; n < 40; n++) res.message = () => form(n);
  res.json('mine');
});
