const { Application } = require('webpoints');

// Its own makers of operations and callbacks, its own validator, and no run(): it exports the application.
const app = new Application({}, (value, schema) => (typeof value === schema ? [] : [{ expected: schema }]));
const usual = app.createOperation;
const seen = [];
app.createOperation = function (url, operation, server) {
  seen.push(url);
  if (url === '/mine') {
    server.get(url, (req, res) => res.send(`made for ${seen.join()}`));
    server.use('/below', (req, res) => res.send(`below ${req.url}`));
  } else {
    usual(url, operation, server);
  }
};
app.createResponseCallback = (operation, response) => (value, status) => response.send(`${operation.method}: ${value}`, status);
app.operations['/one'] = { method: 'get', params: { x: { schema: 'string' } }, handler: (x, done) => done(x, 203) };
app.operations['/two'] = { method: 'get', params: { x: { schema: 'number' } }, handler: (x, done) => done(x) };
app.operations['/mine'] = 'anything';
module.exports = app;
