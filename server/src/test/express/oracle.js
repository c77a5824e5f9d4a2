'use strict';
// Asks Express on Node and a server of Annex the same things, over connections that are kept, and compares status, headers and bytes.
// node oracle.js ANNEX_URL FILES [PAGE]: prints what it found as JSON, and writes the page for the reference.

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const vm = require('node:vm');
const express = require('express');
const cookieParser = require('cookie-parser');
const { agent, ask, differences } = require('./compare');
const { requests } = require('./requests');

const [, , annex, files] = process.argv;
const read = (name) => JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
const excluded = read('excluded.json');
const differing = read('differing.json');

const source = readFileSync(join(__dirname, 'handlers.js'), 'utf8');
const { handlers, run } = vm.runInThisContext(`(function (FILES) { ${source}\nreturn { handlers, run }; })`)(files);
const members = Object.keys(handlers);

const app = express();
app.disable('x-powered-by');
const widget = express.Router();
widget.use('/:service', cookieParser(), (req, res) => run(req.params.service, req, res));
app.use('/console/wb', widget);
const points = express.Router();
for (const name of members) points.all(`/${name}`, cookieParser(), (req, res) => run(name, req, res));
app.use('/points', points);

async function main() {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const express4 = `http://127.0.0.1:${server.address().port}`;
  const { table, generated } = requests(members);
  const cases = [...table, ...generated];
  const styles = { widget: ['/console/wb', [['widget-id', 'express']]], webpoints: ['/points', []] };
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < cases.length) {
      const number = next++;
      const each = cases[number];
      for (const [style, [mount, more]] of Object.entries(styles)) {
        if (style === 'webpoints' && each.method === 'OPTIONS') continue;
        const path = `${mount}/${each.member}${each.query === '' ? '' : `?${each.query}`}`;
        const [there, here] = await Promise.all([ask(express4, path, each, more), ask(annex, path, each, more)]);
        results.push({ number, style, member: each.member, request: `${each.method} ${path}`, headers: each.headers, body: each.body, differences: differences(there, here) });
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  server.close();
  agent.destroy();
  results.sort((a, b) => a.number - b.number || a.style.localeCompare(b.style));
  const failed = results.filter((each) => each.differences.length > 0);
  const known = (each) => differing.find(({ member, request }) => member === each.member && each.request.includes(request ?? ''));
  process.stdout.write(JSON.stringify({
    express: require('express/package.json').version,
    members: members.length, table: table.length, generated: generated.length, compared: results.length, excluded: excluded.length,
    failed: failed.length,
    listed: failed.filter(known).length,
    unlisted: failed.filter((each) => !known(each)),
    unused: differing.filter((each) => !failed.some((one) => known(one) === each)),
    page: page(results),
  }));
  if (process.argv[4] !== undefined) writeFileSync(process.argv[4], page(results));
}

/** What a handler is about: `res.send` of `res.send.text`. */
const about = (name) => name.split('.').slice(0, name.startsWith('req.app.') ? 3 : 2).join('.');

/** docs/reference/express.md. */
function page(results) {
  const rows = [...new Set(members.map(about))].map((member) => {
    const own = results.filter((each) => about(each.member) === member);
    const cell = (style) => {
      const all = own.filter((each) => each.style === style);
      const other = all.filter((each) => each.differences.length > 0).length;
      return other === 0 ? 'the same' : `${other} of ${all.length} differ`;
    };
    return `| \`${member}\` | ${own.length / 2} | ${cell('widget')} | ${cell('webpoints')} |`;
  });
  const cell = (text) => text.replaceAll('|', '\\|');
  return `# Express here and there

\`req\` and \`res\` of [widgets](widget.md) and [WebPoints applications](webpoints.md) are those of Express ${require('express/package.json').version.split('.').slice(0, 2).join('.')}. A test runs the same handlers on Node and here, sends the same requests, and compares status, header fields
and bytes; it makes this page. RESTApps have a \`req\` and \`res\` of their own, and no entity tags on what they answer by themselves.

| member | requests | widgets | WebPoints |
|---|---|---|---|
${rows.join('\n')}

\`next\` is what a handler passes an error or a request on with. \`req.app\` and \`res.app\` have the settings: \`set\`, \`get\`, \`enable\`, \`disable\`, \`enabled\`, \`disabled\`, of \`etag\`, \`query parser\`, \`subdomain offset\`, \`trust proxy\`, \`json spaces\`, \`json replacer\`,
\`json escape\` and \`jsonp callback name\`; they hold for the worker that they are set in, so set them while the add-on is loaded. Each application, also of a pool, has its own; in a
WebPoints application \`req.app\` is the server, with \`locals\`. There are no views: \`res.render\` fails.

## What differs

| where | why |
|---|---|
${differing.map(({ member, reason }) => `| \`${member}\` | ${cell(reason)} |`).join('\n')}
| \`res.status\` | 200 to 599; 100 to 199 become 500, with a warning; anything else is an error where it is set, not where the answer leaves |
| \`res.write\` | what ends in the turn in which it began leaves as a whole, with a length; all else is sent as it is written |
| a \`Path\` of cookies | within the add-on's mount, unless the operator [grants](grants.md#what-answers-may-say) others |
| \`next(error)\`, a throw | what the [style](widget.md#answers-that-are-not-a-handlers) says of it |

## What is not compared

| what | why |
|---|---|
${excluded.map(({ what, reason }) => `| ${cell(what)} | ${cell(reason)} |`).join('\n')}
`;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
