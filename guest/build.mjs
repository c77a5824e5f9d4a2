// Bundles the guest library into one script for the start-up snapshot, and lists the licences of what went into it.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { licensesOf } from '../tools/licenses.mjs';
import otherTypes from 'mime/types/other.js';
import standardTypes from 'mime/types/standard.js';

const shim = (name) => fileURLToPath(new URL(`./src/${name}`, import.meta.url));

/** Files of the package that decodes and encodes bytes, by where they are. */
const inside = {
  name: 'bytes',
  setup(build) {
    // Plain V8 is what it calls native: neither a browser nor Node.
    build.onResolve({ filter: /\/(platform|utf8\.auto)\.js$|^@exodus\/bytes\/utf16\.js$/ }, ({ path, resolveDir }) =>
      resolveDir.includes('@exodus/bytes')
        ? { path: join(resolveDir, path.replace('@exodus/bytes', '..').replace('.js', '.native.js')) }
        : undefined);
    // Where there is no shared memory, nothing is any.
    build.onLoad({ filter: /node_modules\/(?:whatwg-url|webidl-conversions)\/lib\/(?:utils|index)\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('SharedArrayBuffer.prototype', '(globalThis.SharedArrayBuffer ?? { prototype: { get byteLength() { throw new TypeError(); }, get growable() { throw new TypeError(); } } }).prototype'),
    }));
    build.onResolve({ filter: /^@exodus\/bytes\/fallback\// }, ({ path }) => ({ path: shim(`../node_modules/${path}`) }));
  },
};

/** A package's file with some of its text replaced, each once: another version of the package may need nothing of it, or something else. */
async function patched(path, replaced) {
  let contents = await readFile(path, 'utf8');
  for (const [from, to] of replaced) {
    if (contents.split(from).length !== 2) {
      throw new Error(`${path} has not one '${from}' (expected: the version that package.json names)`);
    }
    contents = contents.replace(from, () => to);
  }
  return { contents };
}

/**
 * Sucrase tries more than one way to read what may be an arrow function, and tells of the last one, which has often failed at its beginning: the one that
 * came farthest knows what is wrong.
 */
const mistakes = {
  name: 'mistakes',
  setup(build) {
    build.onLoad({ filter: /sucrase\/dist\/esm\/parser\/traverser\/util\.js$/ }, ({ path }) =>
      patched(path, [['  state.error = err;', '  state.error = err;\n  mistakes.farthest = mistakes.farthest === null || pos > mistakes.farthest.pos ? err : mistakes.farthest;'], ['export function unexpected(', 'export const mistakes = { farthest: null };\nexport function unexpected(']]));
    build.onLoad({ filter: /sucrase\/dist\/esm\/parser\/index\.js$/ }, ({ path }) =>
      patched(path, [['throw augmentError(state.error);', 'throw augmentError(mistakes.farthest ?? state.error);'], ['  const result = parseFile();', '  mistakes.farthest = null;\n  const result = parseFile();'], ['import {parseFile}', "import {mistakes} from './traverser/util';\nimport {parseFile}"]]));
  },
};

/** What is imported may be called though it has no method `call`, as objects may that are made to be functions. */
const calls = {
  name: 'calls',
  setup(build) {
    build.onLoad({ filter: /sucrase\/dist\/esm\/transformers\/CJSImportTransformer\.js$/ }, ({ path }) => patched(path, [['`${replacement}.call(void 0, `', '`${this.called(replacement)}(`']]));
  },
};

/** Sucrase asks whether a loop declares by `var` when it has passed that: such variables are the function's, and hide what is imported by their names there too. */
const loops = {
  name: 'loops',
  setup(build) {
    build.onLoad({ filter: /sucrase\/dist\/esm\/parser\/traverser\/statement\.js$/ }, ({ path }) =>
      patched(path, [['    next();\n    parseVar(true, state.type !== tt._var);', '    const block = state.type !== tt._var;\n    next();\n    parseVar(true, block);']]));
  },
};

/** core-js clones no CryptoKey: ours are cloned by who made them. */
const clones = {
  name: 'clones',
  setup(build) {
    const asked = `case 'CryptoKey':\n          cloned = require(${JSON.stringify(shim('runtime/crypto.ts'))}).cloneOf(value);\n          if (cloned) break;\n`;
    build.onLoad({ filter: /core-js\/modules\/web\.structured-clone\.js$/ }, ({ path }) =>
      patched(path, [["case 'CropTarget':\n        case 'CryptoKey':\n", `${asked}        case 'CropTarget':\n`]]));
  },
};

const result = await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/guest.js',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2024',
  // V8 keeps a text of Latin characters in half of the memory, in each isolate.
  charset: 'ascii',
  minifyWhitespace: true,
  sourcemap: 'external',
  legalComments: 'none',
  // What rewritten code calls, by names that no property of the global object shows.
  banner: { js: 'const $annexA={},$annexB=$annexA,$annexC=$annexA,$annexD=$annexA,$load$=(request)=>$annexA.load(request);' },
  metafile: true,
  define: { global: 'globalThis', 'process.env.NODE_DEBUG': 'undefined', 'process.env.NODE_ENV': '"production"' },
  // Packages written for Node get what add-ons get.
  alias: {
    process: shim('runtime/process.ts'),
    path: 'path-browserify',
    stream: 'readable-stream',
    // Tables and decoders that are large come when they are needed.
    tr46: shim('web/idna.ts'),
    '@exodus/bytes/encoding.js': '@exodus/bytes/encoding-lite.js',
  },
  plugins: [inside, calls, loops, mistakes, clones, {
    name: 'process',
    setup(build) {
      // Looks for streams of Node's, and a copy of the polyfill: ours are global.
      build.onResolve({ filter: /^\.\/streams\.cjs$/ }, () => ({ path: shim('fetch/blob-streams.ts') }));
      // How objects say that they are shown, which packages for browsers leave out.
      build.onResolve({ filter: /^\.\/util\.inspect$/ }, ({ path }) => ({ path, namespace: 'custom' }));
      build.onLoad({ filter: /.*/, namespace: 'custom' }, () => ({ resolveDir: shim('runtime'), contents: "module.exports = require('./custom').inspect;" }));
      // Asked whether a stream is one of its own: no stream of the library's is.
      build.onResolve({ filter: /^zlib$/ }, ({ path }) => ({ path, namespace: 'none' }));
      build.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = new Proxy({}, { get: () => class {} });' }));
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
const keepsContext = (code) => rewrite(code, { returns: false, within: false }, { prefix: '$library', library: '$annexA' }).code;
await writeFile('dist/guest.js', keepsContext(await readFile('dist/guest.js', 'utf8')));

// What parts of the library find of it, instead of having it themselves.
const SHARED = [...(await readFile('src/shared.ts', 'utf8')).matchAll(/^  '?([\w@/.-]+)'?:/gm)].map(([, name]) => name);
const shared = {
  name: 'shared',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, resolveDir, kind }) => {
      const asked = path.replace(/^(events|process|string_decoder)\/(?:browser(?:\.js)?)?$/, '$1').replace(/^stream$/, 'readable-stream');
      const name = path.startsWith('.') ? relative(shim('.'), join(resolveDir, path)).split(sep).join('/') : asked;
      return kind !== 'entry-point' && SHARED.includes(name) ? { path: name, namespace: 'shared' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({ contents: `module.exports = $given(${JSON.stringify(path)});` }));
  },
};

/** Brotli's package shows less than it has, and makes its encoder ready asynchronously, with 300 MB. */
const brotli = {
  name: 'brotli',
  setup(build) {
    build.onResolve({ filter: /^brotli\/(dec|build)\// }, ({ path }) => ({ path: shim(`../node_modules/${path}`) }));
    build.onLoad({ filter: /brotli\/build\/encode\.js$/ }, ({ path }) =>
      patched(path, [['async function Module', 'function Module'], ['await (p);', ''], ['new ArrayBuffer(318767104)', 'new ArrayBuffer(Module.memory)']]));
  },
};

/** Node's old `url` reads queries as its `querystring` does, and not as the package that npm's takes. */
const queries = {
  name: 'queries',
  setup(build) {
    build.onResolve({ filter: /^qs$/ }, ({ path, resolveDir }) => (/node_modules[\\/]url$/.test(resolveDir) ? { path, namespace: 'queries' } : undefined));
    build.onLoad({ filter: /.*/, namespace: 'queries' }, () => ({
      resolveDir: shim('http'),
      contents: `const { parse, stringify } = require('./querystring').querystring; module.exports = { parse: (text) => parse(text), stringify: (values) => stringify(values) };`,
    }));
  },
};
/**
 * TypeScript's package is one script, most of which is for editors. As a module of what is used of it, it is much smaller: what its parts export to each other, and
 * what they register for editors, is there only where something of it is used.
 */
const typescript = {
  name: 'typescript',
  setup(build) {
    build.onLoad({ filter: /typescript\/lib\/typescript\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      const used = new Set((await readFile('src/parts/typescript.ts', 'utf8')).match(/(?<=\bts\.)\w+/g));
      for (const [from, to] of [
        [/^var ts = \{\}; \(\(module\) => \{\n"use strict";$/m, 'var __exported = (all) => { var target = {}; __export(target, all); return target; };'],
        [/^module\.exports = __toCommonJS\(typescript_exports\);$/m, ''],
        [/^0 && \(module\.exports = \{[^}]*\}\);\n\}\)\(\{ get exports[\s\S]*/m, `export { ${[...used].join(', ')} };`],
        [/^var (\w+) = \{\};\n__export\(\1, /gm, 'var $1 = /* @__PURE__ */ __exported('],
        [/^var (\w+);\n\(\((\w+)\) => \{\n([\s\S]*?)^\}\)\(\1 \|\| \(\1 = \{\}\)\);$/gm, 'var $1 = /* @__PURE__ */ (($2) => {\n$3return $2;\n})({});'],
        [/^(?=(?:registerCodeFix|registerRefactor)\()/gm, '/* @__PURE__ */ '],
      ]) {
        if (contents.search(from) < 0) {
          throw new Error(`${path} has no ${from} (expected: TypeScript 5.9)`);
        }
        contents = contents.replace(from, to);
      }
      return { contents };
    });
  },
};
await rm('dist/parts', { recursive: true, force: true });
await mkdir('dist/parts');
const metafiles = [result.metafile];
// Nobody reads its names in a stack.
const COMPILER = { minifyIdentifiers: true, minifySyntax: true };
for (const file of await readdir('src/parts')) {
  const name = file.replace(/\.ts$/, '');
  const { metafile } = await build({
    entryPoints: [`src/parts/${file}`],
    outfile: `dist/parts/${name}.js`,
    bundle: true,
    format: 'iife',
    globalName: '$part',
    platform: 'browser',
    target: 'es2024',
    charset: 'ascii',
    minifyWhitespace: true,
    ...(name === 'typescript' ? COMPILER : {}),
    legalComments: 'none',
    banner: { js: '(function ($given) {' },
    footer: { js: `return $part;\n})\n//# sourceURL=annex:guest/${name}` },
    metafile: true,
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"', ...(name === 'typescript' ? { 'process.browser': 'true' } : {}) },
    plugins: [queries, shared, inside, brotli, typescript],
    logLevel: 'warning',
  });
  const twice = Object.keys(metafile.inputs).filter((input) => input.startsWith('src/') && input in result.metafile.inputs);
  if (twice.length > 0) {
    throw new Error(`${twice.join(', ')} would be there twice, in the library and in its part ${name} (expected: an entry in src/shared.ts)`);
  }
  metafiles.push(metafile);
  await writeFile(`dist/parts/${name}.js`, keepsContext(await readFile(`dist/parts/${name}.js`, 'utf8')));
}

// So that whoever keeps something made from the bundle need not read it to know whether it is still the same.
await writeFile('dist/guest.digest', createHash('sha256').update(await readFile('dist/guest.js')).digest('hex'));
await writeFile('dist/guest.licenses.txt', await licensesOf({ inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)) }));

// The host lets no service be called as a module that there is.
const context = vm.createContext(Object.create(null));
vm.runInContext(await readFile('dist/guest.js', 'utf8'), context);
await writeFile('dist/module-names.txt', vm.runInContext('__annex.moduleNames()', context).join('\n'));

// The host's table of media types is the one that the bundle has in it. An asterisk marks an extension that has a better type.
const lines = [standardTypes, otherTypes].flatMap(Object.entries).map(([type, extensions]) => [type, ...extensions.filter((each) => !each.startsWith('*'))]);
await writeFile('dist/media-types.txt', lines.filter(({ length }) => length > 1).map((words) => words.join(' ')).join('\n'));
