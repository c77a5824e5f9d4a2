var webpoints = require('webpoints');

var app = (module.exports = new webpoints.Application());
app.features = [webpoints.features.switcher, new webpoints.features.taskModel.TaskScheduler()];
app.main = function (settings) {
  this.operations['/price/:item?'] = {
    method: 'get',
    params: { item: { 'default': 'all' } },
    serialize: true,
    handler: function (item, callback) {
      callback({ item: item, currency: settings.currency, port: settings.port, enabled: this.enabled, url: this.request.url });
    },
  };
};
app.operations['/shelf'] = './shelf';
app.operations['/order'] = { method: 'post', longRunning: true, handler: function (callback) { callback('ordered'); } };
app.operations['/custom'] = function (request, response) { response.send('custom'); };
