const router = require('router');
router.get('/fails', () => {
  throw new Error('no such luck');
});
router.get('/calls', async (req, res) => {
  await fetch('https://api.example.org/orders/7?key=secret');
  res.json('never');
});
require('events').on('sv:every-hour', () => {});
