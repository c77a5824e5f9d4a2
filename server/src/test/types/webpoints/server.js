const webpoints = require('webpoints');
const express = require('express');

const { Application, ApplicationPool, StaticFilesEndpoint, features, helpProviders, parameters } = webpoints;
const app = new Application();
let server;

const scheduler = new features.TaskScheduler();
const values = () => ({
  webpoints,
  express,
  Application: app,
  ApplicationPool: new ApplicationPool(),
  StaticFilesEndpoint: new StaticFilesEndpoint('./a'),
  HelpProvider: new helpProviders.DefaultHelpProvider({}),
  helpProviders,
  parameters,
  TypedParameter: new parameters.NumberParam(1),
  features,
  taskModel: features.taskModel,
  TaskScheduler: scheduler,
  TaskMonitorEndpoint: scheduler.setMonitor({}),
  AsyncProgressNotification: new features.taskModel.AsyncProgressNotification(1),
  Server: server,
  Route: server.route('/none'),
});

app.features = [scheduler];
app.operations['/members'] = function (req, res) {
  res.json(membersOf({ ...made, req, res, app: req.app, socket: req.socket }));
};
app.operations['/absent'] = {
  method: 'post',
  params: { members: { deserialize: true } },
  serialize: true,
  handler(members, callback) {
    callback(absentOf({ ...made }, members));
  },
};
app.operations['/task'] = {
  method: 'post',
  longRunning: 'manual',
  handler(task) {
    task.endInvoke(membersOf({ OperationContext: this, Invocation: task }));
  },
};

let made;
app.run(0, (given) => {
  server = given;
  made = values();
});
