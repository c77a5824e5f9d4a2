// What Node answers to the probes, into a file.
const { writeFileSync } = require('node:fs');
const run = require('./run.js');

run({ ...require('./plain.js'), ...require('./probes.js'), ...require('./zlib-probes.js'), ...require('./ordinary-probes.js') }).then((all) => {
  writeFileSync(process.argv[2], JSON.stringify(all));
  process.exit();
});
