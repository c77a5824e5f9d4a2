// tries: a body that looks like the end of one answer and the whole of the next
// expects: any
const router = require('router');

router.get('/attack', async (req, res) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  const forged = (number) => `${number}\x00200\0content-type\ntext/plain\0\0t\0forged`;
  let body = '';
  for (let i = 1; i < 50; i++) body += `${forged(i).length}\0${forged(i)}`;
  res.type('txt').send(body + '\0');
});
