// Bundles the guest library into one script for the start-up snapshot, and lists the licences of what went into it.
import { build } from 'esbuild';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mediaTypes from 'mime/types/standard.js';

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
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  define: { global: 'globalThis', 'process.env.NODE_DEBUG': 'undefined', 'process.env.NODE_ENV': '"production"' },
  alias: { process: shim('runtime/process.ts') },
  plugins: [{
    name: 'process',
    setup(build) {
      // Plain V8 is what this package calls native: neither a browser nor Node.
      build.onResolve({ filter: /\/(platform|utf8\.auto)\.js$|^@exodus\/bytes\/utf16\.js$/ }, ({ path, resolveDir }) =>
        resolveDir.includes('@exodus/bytes')
          ? { path: join(resolveDir, path.replace('@exodus/bytes', '..').replace('.js', '.native.js')) }
          : undefined);
      // Looks for streams of Node's, and a copy of the polyfill: ours are global.
      build.onResolve({ filter: /^\.\/streams\.cjs$/ }, () => ({ path: shim('fetch/blob-streams.ts') }));
      build.onResolve({ filter: /^process\/(browser(\.js)?)?$/ }, () => ({ path: shim('runtime/process.ts') }));
    },
  }],
  logLevel: 'warning',
});

// The licences ask that their text goes with every copy.
const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[0]);
}
const texts = [];
for (const folder of [...packages].sort()) {
  const { name, version, license, licenses } = JSON.parse(await readFile(`${folder}package.json`, 'utf8'));
  const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? '' : `\n${(await readFile(`${folder}${file}`, 'utf8')).trim()}\n`;
  texts.push(`${name} ${version}: ${license ?? licenses.map(({ type }) => type).join(' or ')}\n${text}`);
}
await mkdir('dist', { recursive: true });
await writeFile('dist/guest.licenses.txt', texts.join(`\n${'-'.repeat(80)}\n`));

// The host's table of media types is the one that the bundle has in it. An asterisk marks an extension that has a better type.
const lines = Object.entries(mediaTypes).map(([type, extensions]) => [type, ...extensions.filter((each) => !each.startsWith('*'))]);
await writeFile('dist/media-types.txt', lines.filter(({ length }) => length > 1).map((words) => words.join(' ')).join('\n'));
