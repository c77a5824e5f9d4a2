// tries: log lines with the fields of the log message: level, number, line breaks, terminal codes
// expects: 200 "logged"
const router = require('router');

router.get('/attack', (req, res) => {
  for (const text of ['x\0error\x001\0forged', 'error\x001\0', '\nFORGED 2026-01-01 ERROR the server stopped', '\u001b[2J\u001b]0;title\u0007', '\r\n\r\n', '\0'.repeat(1000)]) {
    console.log(text);
    console.error('%s', text);
    require('LogUtil').info(text);
  }
  res.json('logged');
});
