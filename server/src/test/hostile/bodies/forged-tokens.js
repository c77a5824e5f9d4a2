// tries: to read uploads by tokens of its own making, again and again
// expects: 200 nothing
// sends: form
const router = require('router');

router.post('/attack', (req, res) => {
  const File = req.file('f').constructor;
  const read = new Set();
  for (const token of ['upload:x', 'upload:-1', 'upload:1', 'upload:99999999999999999999', 'upload:', 'upload:0x0', 'upload: 0', 'resource:../manifest.json', 'file:/etc/passwd', '', '\0', 'upload:1\0upload:0']) {
    for (let i = 0; i < 50; i++) {
      try {
        read.add(new File(0, token, '', '', 0).text());
      } catch {
        // as it should
      }
    }
  }
  res.send([...read].join() || 'nothing');
});
