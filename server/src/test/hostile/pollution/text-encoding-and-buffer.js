// tries: TextDecoder, Buffer, events and url of the library replaced from within
// expects: any
// after: any
const router = require('router');

router.get('/attack', (req, res) => {
  require('events').prototype.emit = () => { throw new Error('emit'); };
  Buffer.from = () => { throw new Error('from'); };
  TextDecoder.prototype.decode = () => ({ toString: () => 'x'.repeat(1e6) });
  for (const name of ['util', 'url', 'buffer', 'stream', 'assert', 'process']) for (const key of Object.keys(require(name))) { try { require(name)[key] = null; } catch { /* fixed */ } }
  res.write(new Uint8Array([104]));
  res.end();
});
