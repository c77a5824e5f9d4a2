// Says how each request was read, in a header.
const { Application } = require('webpoints');

const app = new Application();
app.run(0, (server) => {
  server.all('*', (req, res) => {
    const body = req.rawBody === undefined ? '' : req.rawBody.toString('base64');
    res.set('X-Read', req.method + ' ' + req.originalUrl + ' ' + body).end();
  });
});
