// Bundles the guest library into one script for the start-up snapshot, and lists the licences of what went into it.
import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const shim = (name) => fileURLToPath(new URL(`./src/${name}`, import.meta.url));

const result = await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/guest.js',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2024',
  charset: 'utf8',
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  define: { global: 'globalThis', 'process.env.NODE_DEBUG': 'undefined', 'process.env.NODE_ENV': '"production"' },
  alias: { process: shim('runtime/process.ts') },
  plugins: [{
    name: 'process',
    setup(build) {
      build.onResolve({ filter: /^process\/(browser(\.js)?)?$/ }, () => ({ path: shim('runtime/process.ts') }));
    },
  }],
  logLevel: 'warning',
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[0]);
}
const lines = [];
for (const folder of [...packages].sort()) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}package.json`, 'utf8'));
  lines.push(`${name} ${version}: ${license}`);
}
await mkdir('dist', { recursive: true });
await writeFile('dist/guest.licenses.txt', `${lines.join('\n')}\n`);
