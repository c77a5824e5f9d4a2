// Builds what the server hands to browsers: the client for widget backends, as a module and as a script, its types, and the page with its script and style.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { licensesOf } from '../tools/licenses.mjs';

const ASSETS = 'dist/assets';
const options = { bundle: true, platform: 'browser', target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'warning' };

await rm('dist', { recursive: true, force: true });

// Short enough to be read, so it is not minified.
const client = { ...options, entryPoints: ['src/client.ts'] };
await build({ ...client, format: 'esm', outfile: `${ASSETS}/widget-client.mjs` });
await build({ ...client, format: 'iife', globalName: 'Annex', outfile: `${ASSETS}/widget-client.js` });
const types = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', 'target/types'];
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...types], { stdio: 'inherit' });
const declared = await readFile('target/types/client.d.ts', 'utf8');
await writeFile(`${ASSETS}/widget-client.d.ts`, `${declared}/** What a plain script finds in its global. */\nexport as namespace Annex;\n`);

const page = await build({
  ...options,
  entryPoints: { console: 'src/console/main.tsx' },
  outdir: ASSETS,
  entryNames: '[name]-[hash]',
  format: 'iife',
  minify: true,
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
});
const outputs = Object.keys(page.metafile.outputs).map((output) => basename(output));
const named = (extension) => outputs.find((output) => output.endsWith(extension));
const html = await readFile('src/console/console.html', 'utf8');
await writeFile('dist/console.html', html.replace('{{script}}', named('.js')).replace('{{style}}', named('.css')));
await writeFile(`${ASSETS}/licenses.txt`, await licensesOf(page.metafile));
