// Uploads, and what sendFile takes.
const router = require('router');
const appResource = require('appResource');

router.post('/echo', (req, res) => res.sendFile(req.files.file));

router.post('/describe', (req, res) => {
  const file = req.file('file');
  res.json({
    name: file.name,
    contentType: file.contentType,
    size: file.size,
    text: file.text(),
    firstByte: file.bytes()[0],
    title: req.params.title,
    fields: Object.keys(req.params),
  });
});

router.get('/logo', (req, res) => res.sendFile(appResource.getNode('logo.svg')));
router.get('/bytes', (req, res) => res.type('png').sendFile(new Uint8Array([137, 80, 78, 71])));
