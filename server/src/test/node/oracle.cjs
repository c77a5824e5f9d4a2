// What Node answers to the probes, into files.
const { writeFileSync } = require('node:fs');
const run = require('./run.js');

async function write(file, ...probes) {
  writeFileSync(file, JSON.stringify(await run(Object.assign({}, ...probes))));
}

const [modules, crypto] = process.argv.slice(2);
write(modules, require('./plain.js'), require('./probes.js'), require('./zlib-probes.js'), require('./ordinary-probes.js'))
  .then(() => write(crypto, require('./crypto-probes.js')))
  .then(() => process.exit());
