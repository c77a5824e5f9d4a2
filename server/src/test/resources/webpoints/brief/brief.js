// Three applications whose schedulers have room for one task: its result is forgotten, or the application keeps it.
var webpoints = require('webpoints');

function add(name, options) {
  var app = new webpoints.Application();
  app.features = [new webpoints.features.taskModel.TaskScheduler('/' + name + '/:taskId', options)];
  app.operations['/' + name] = { method: 'post', longRunning: 'auto', handler: function (callback) { callback(name); } };
  app.run();
}

/** What an application has for its tasks: here in its worker. */
var own = {
  tasks: {},
  open: function (id, callback) { callback(this.tasks[id]); },
  save: function (id, properties, callback) {
    var kept = JSON.parse(JSON.stringify(properties));
    callback((this.tasks[id] = {
      getProperties: function (names, tell) { tell(names.reduce(function (all, name) { all[name] = kept[name]; return all; }, {})); },
      setProperties: function (more, tell) { Object.assign(kept, JSON.parse(JSON.stringify(more))); tell(true); },
    }));
  },
  remove: function (id, callback) { callback(delete this.tasks[id]); },
  collect: function (rounds, callback) { callback(0); },
};

add('unread', { capacity: 1 });
add('lived', { capacity: 1, taskLifetime: 2, tcinterval: 50 });
add('kept', { capacity: 1, persistence: own });
