// What Node says to the inputs and the probes, into a folder.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { TOPICS, answers } = require('./inputs.js');
const { run } = require('./show.js');

const [folder, count] = process.argv.slice(2);
for (const topic of TOPICS) {
  writeFileSync(join(folder, `${topic}.json`), JSON.stringify(answers(topic, 0, Number(count))));
}
run(require('./probes.js')).then((all) => {
  writeFileSync(join(folder, 'probes.json'), JSON.stringify(all));
  process.exit();
});
