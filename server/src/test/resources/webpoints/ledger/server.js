// Contracts, help, and features of its own.
var webpoints = require('webpoints');
var Application = webpoints.Application,
  features = webpoints.features;

var entries = [];
var app = new Application({ owner: 'Ada' }, function (value, schema) {
  return { errors: typeof value === schema.type ? [] : ['a ' + schema.type + ' is asked for'] };
});

/** Its own: counts what is called, and answers with it. */
function counting(descriptor) {
  if (!descriptor.count) return;
  var handler = descriptor.handler, calls = 0;
  descriptor.handler = webpoints.toPlainFunction(function (args, callback) {
    calls++;
    args.push(function (value, status, headers) {
      callback(value, status, Object.assign({ 'X-Counted': String(calls > 0) }, headers));
    });
    return handler.apply(this, args);
  });
}
var documented = {
  init: function (application) {
    application.operations['/owner'] = webpoints.get(function (request, response) {
      response.send(this.owner);
    });
  },
  apply: function (descriptor, server) {
    if (typeof descriptor === 'object' && !descriptor.description && typeof server.use === 'function') descriptor.description = 'Not described';
  },
};
app.features = [counting, documented, features.codeContracts, features.bodyParser, features.errorHandler];

app.operations['/entry'] = {
  method: 'post',
  parseBody: true,
  middleware: [],
  count: true,
  params: { amount: { deserialize: true, schema: { type: 'number' } } },
  requires: function (amount, callback) {
    setTimeout(callback, 1, amount !== 0, 'Nothing is no amount.');
  },
  ensures: function (amount, results, callback) {
    callback(results[2]['X-Counted'] === 'true' && results[1] === 201 && results[0].balance >= 0);
  },
  handler: function (amount, callback) {
    entries.push(amount);
    callback({ balance: entries.reduce(function (sum, each) { return sum + each; }, 0), here: this instanceof webpoints.OperationContext }, webpoints.HttpStatusCode.Created);
    if (entries.reduce(function (sum, each) { return sum + each; }, 0) < 0) entries.pop();
  },
};
app.operations['/unparsed'] = { method: 'post', middleware: [], params: { amount: { 'default': 'none' } }, handler: function (amount, callback) { callback(amount); } };
app.operations['/broken'] = {
  method: 'get',
  handleErrors: true,
  params: { where: { 'default': '' } },
  middleware: [function (request, response, next) { next(request.query.where === 'before' ? Object.assign(new Error('secret'), { status: 404 }) : undefined); }],
  handler: function (where, callback) {
    if (where === 'within') throw Object.assign(new Error('secret'), { status: 404 });
    callback('whole', where === 'unavailable' ? webpoints.HttpStatusCode.Unavailable : webpoints.HttpStatusCode.OK);
  },
};
app.operations['/asked'] = { method: 'Options', middleware: [], handler: function (callback) { callback('asked', 200, { 'X-Asked': 'yes' }); } };
app.operations['/any'] = { method: 'ANYTHING', middleware: [], handler: function (callback) { callback(this.request.method); } };
app.operations['/help'] = new webpoints.helpProviders.DefaultHelpProvider(app.operations);

module.exports = app;
