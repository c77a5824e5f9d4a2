// Bundles the guest library into one script for the start-up snapshot, and lists the licences of what went into it.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { licensesOf } from '../tools/licenses.mjs';
import otherTypes from 'mime/types/other.js';
import standardTypes from 'mime/types/standard.js';

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
  // What rewritten code calls, by names that no property of the global object shows.
  banner: { js: 'const $annexA={},$annexB=$annexA,$annexC=$annexA,$annexD=$annexA;' },
  metafile: true,
  define: { global: 'globalThis', 'process.env.NODE_DEBUG': 'undefined', 'process.env.NODE_ENV': '"production"' },
  // Packages written for Node get what add-ons get.
  alias: {
    process: shim('runtime/process.ts'),
    path: 'path-browserify',
    stream: 'readable-stream',
    zlib: 'browserify-zlib',
  },
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
      build.onResolve({ filter: /^(crypto|fs|http|net)$/ }, ({ path }) => ({ path, namespace: 'node' }));
      build.onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({ resolveDir: shim('modules/node'), contents: `module.exports = require('./${path}').default;` }));
      // Types that no file name leads to are asked for by their name alone, and then nothing of the table is needed.
      build.onLoad({ filter: /mime-db\/db\.json$/ }, async ({ path }) => {
        const types = Object.entries(JSON.parse(await readFile(path, 'utf8'))).filter(([, { extensions }]) => extensions);
        return { loader: 'json', contents: JSON.stringify(Object.fromEntries(types.map(([type, { source, extensions, charset }]) => [type, { source, extensions, charset }]))) };
      });
      build.onResolve({ filter: /^process\/(browser(\.js)?)?$/ }, () => ({ path: shim('runtime/process.ts') }));
    },
  }],
  logLevel: 'warning',
});

// The library awaits on behalf of add-ons: what it calls back then finds the context of whoever called.
const rewriter = await build({ entryPoints: ['src/contexts/rewriter.ts'], bundle: true, write: false, format: 'esm', logLevel: 'warning' });
const { rewrite } = await import(`data:text/javascript;base64,${Buffer.from(rewriter.outputFiles[0].contents).toString('base64')}`);
const bundled = await readFile('dist/guest.js', 'utf8');
await writeFile('dist/guest.js', rewrite(bundled, { returns: false, within: false }, { prefix: '$library', library: '$annexA' }).code);

// So that whoever keeps something made from the bundle need not read it to know whether it is still the same.
await writeFile('dist/guest.digest', createHash('sha256').update(await readFile('dist/guest.js')).digest('hex'));
await writeFile('dist/guest.licenses.txt', await licensesOf(result.metafile));

// The host lets no service be called as a module that there is.
const context = vm.createContext(Object.create(null));
vm.runInContext(await readFile('dist/guest.js', 'utf8'), context);
await writeFile('dist/module-names.txt', vm.runInContext('__annex.moduleNames()', context).join('\n'));

// The host's table of media types is the one that the bundle has in it. An asterisk marks an extension that has a better type.
const lines = [standardTypes, otherTypes].flatMap(Object.entries).map(([type, extensions]) => [type, ...extensions.filter((each) => !each.startsWith('*'))]);
await writeFile('dist/media-types.txt', lines.filter(({ length }) => length > 1).map((words) => words.join(' ')).join('\n'));
