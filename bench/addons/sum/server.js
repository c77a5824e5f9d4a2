const { Application, parameters } = require('webpoints');
const { IntegerParam } = parameters;

const app = new Application();

app.operations['/sum'] = {
  method: 'get',
  params: { x: new IntegerParam(), y: new IntegerParam() },
  serialize: true,
  handler(x, y, callback) {
    callback({ sum: x + y });
  },
};

app.run();
