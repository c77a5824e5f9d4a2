// Handlers that send nothing: the answer is the status with an empty body.
const router = require('router');

router.post('/', (req, res) => { /* heard */ });
router.post('/accepted', (req, res) => { res.status(202); });
router.post('/later', async (req, res) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  res.status(204);
});
