// What comes of the calls on Node, into a file.
const { writeFileSync } = require('node:fs');
const run = require('./run.js');

const [base, closed, file] = process.argv.slice(2);
run(require('./calls.js')(base, closed)).then((all) => {
  writeFileSync(file, JSON.stringify(all));
  process.exit();
});
