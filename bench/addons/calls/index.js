const router = require('router');
const Requester = require('Requester');

router.get('/requester', (req, res) => {
  Requester.get(req.params.url)
    .done((user) => res.json(user))
    .fail((message) => res.status(502).json({ message }));
});

router.get('/fetch', async (req, res) => {
  res.json(await (await fetch(req.params.url)).json());
});
