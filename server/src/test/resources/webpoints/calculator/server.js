// Sums and quotients, their help while it is developed, and one sum that takes its time.
var webpoints = require('webpoints');
var Application = webpoints.Application,
  features = webpoints.features,
  NumberParam = webpoints.parameters.NumberParam,
  IntegerParam = webpoints.parameters.IntegerParam;

var app = new Application({ pause: 1000 }, 'JSONSchema');
app.features = [features.codeContracts, features.syncHandler, new features.taskModel.TaskScheduler()];

app.operations['/sum'] = {
  method: 'get',
  description: 'Adds two whole numbers',
  params: { x: new IntegerParam(), y: new IntegerParam() },
  handler: function (x, y, callback) {
    callback(x + y);
  },
};

app.operations['/div'] = {
  method: 'get',
  params: { x: new NumberParam(), y: new NumberParam() },
  requires: function (x, y, callback) {
    callback(y !== 0, 'Denominator cannot be zero.');
  },
  ensures: function (x, y, results, callback) {
    callback(Math.abs(results[0] * y - x) < 0.001, 'This is no quotient: ' + JSON.stringify(results));
  },
  handler: function (x, y, callback) {
    callback(x === 13 ? 0 : x / y, 200, { 'X-Divided': 'yes' });
  },
};

app.operations['/postWithOptionals'] = {
  method: 'post',
  params: { x: new IntegerParam(2), y: new IntegerParam() },
  handler: function (x, y, callback) {
    callback(x + y);
  },
};

app.operations['/longTimeSum'] = {
  method: 'post',
  longRunning: true,
  params: { x: new IntegerParam(), y: new IntegerParam() },
  handler: function (x, y, callback) {
    setTimeout(function () {
      callback(x + y);
    }, this.pause);
  },
};

app.operations['/square'] = {
  method: 'get',
  synchronous: true,
  params: { x: new IntegerParam() },
  requires: function (x, callback) {
    callback(x < 1000, 'Too large.');
  },
  handler: function (x) {
    return x * x;
  },
};

app.operations['/bytes'] = {
  method: 'get',
  serialize: true,
  handler: function (callback) {
    callback(Buffer.from('ab'));
  },
};

app.configurations.development = function (server) {
  this['/help'] = new webpoints.helpProviders.DefaultHelpProvider(this);
  server.enable('trust proxy');
};
app.configurations.production = { '/sum': 'never' };

app.run(process.env.PORT || 3000, function (server) {
  server.set('title', 'Calculator');
  server.get('/title', function (request, response) {
    response.send(server.set('title') + ' in ' + process.env.NODE_ENV);
  });
});
