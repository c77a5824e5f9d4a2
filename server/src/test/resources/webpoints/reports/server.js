// Long-running reports: appraised, with progress, by hand, and a monitor that is asked by GET.
var webpoints = require('webpoints');
var Application = webpoints.Application,
  taskModel = webpoints.features.taskModel;

var waiting = {};
var app = new Application();
taskModel.TaskMonitorEndpoint.prototype.method = 'get';
app.features = [
  new taskModel.TaskScheduler('/reports/:taskId/state', { capacity: 3, taskLifetime: 1, tcinterval: 60000, maxRemainingTime: 60000, remainingTimeHeader: 'X-Remaining' }),
];

app.operations['/report'] = {
  method: 'post',
  params: { name: {}, time: { deserialize: true, 'default': 20001 } },
  longRunning: {
    appraise: function (name, time, callback) {
      callback(time);
    },
  },
  handler: function (name, time, callback) {
    waiting[name] = callback;
  },
};

app.operations['/byhand'] = {
  method: 'post',
  params: { name: {} },
  longRunning: 'manual',
  handler: function (name, task) {
    if (name === 'small') {
      task.endInvoke({ direct: name, id: this.taskId.length > 20 }, 200, { 'X-Direct': 'yes' });
      return;
    }
    task.beginInvoke(50000, function (end) {
      if (end) {
        task.progress(1000);
        waiting[name] = end;
      }
    });
  },
};

app.operations['/tell'] = {
  method: 'post',
  params: { name: {}, left: { deserialize: true, 'default': null } },
  handler: function (name, left, callback) {
    if (left === null) {
      waiting[name]({ report: name }, 203, { 'X-Report': name });
    } else {
      waiting[name](new taskModel.AsyncProgressNotification(left));
    }
    callback('told');
  },
};

app.run();
