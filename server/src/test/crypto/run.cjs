// What Node says: `run.cjs FOLDER FROM SUBTLE NODE CROSS` writes what cases come to and what it makes, `run.cjs FOLDER check FROM FILE` what it says of what another has made.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { answers, checked, made } = require('./run.js');

const [folder, ...rest] = process.argv.slice(2);
const put = (name, value) => { writeFileSync(join(folder, `${name}.json`), JSON.stringify(value)); };
async function all() {
  if (rest[0] === 'check') {
    put('theirs', await checked(Number(rest[1]), JSON.parse(readFileSync(rest[2], 'utf8'))));
    return;
  }
  const [from, subtle, node, cross] = rest.map(Number);
  put('subtle', await answers('subtle', from, from + subtle));
  put('node', await answers('node', from, from + node));
  const own = await made(from, from + cross);
  put('made', own);
  put('checked', await checked(from, own));
}
all().then(() => process.exit(), (error) => { console.error(error); process.exit(1); });
