const { Application, StaticFilesEndpoint } = require('webpoints');

const app = new Application();
app.operations['/'] = new StaticFilesEndpoint('~/public');
app.run();
