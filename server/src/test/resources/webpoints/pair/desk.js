var Application = require('webpoints').Application;

var app = (module.exports = new Application());
var worker = Math.random().toString(36).slice(2);

app.operations['/shop'] = {
  params: { open: { deserialize: true, 'default': null } },
  serialize: true,
  handler: function (open, callback) {
    callback(open === null ? this.pool.appStatus('shop') : this.pool.appStatus('shop', open));
  },
};
// Keeps its worker busy.
app.operations['/busy'] = {
  method: 'get',
  handler: function (callback) {
    for (var end = Date.now() + 150; Date.now() < end; );
    callback(worker);
  },
};
