// How files become modules: what Node's would do with packages, and what newer syntax and TypeScript become.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot, readLoaded } from './harness.mjs';

/** Loads a RESTApp whose entry script sets `globalThis.out`; what that is when all has come that comes by itself. */
async function out(files) {
  const { entries, host, context, load, settled } = boot(files);
  let loaded = load();
  await settled();
  if (loaded === null) loaded = readLoaded(entries.loaded());
  if (loaded.error !== undefined) return { error: loaded.error };
  await settled();
  const value = context.eval('JSON.stringify(globalThis.out)');
  return value === undefined ? { logs: host.logs } : JSON.parse(value);
}

const set = (expression) => `globalThis.out = ${expression};`;

test('imports come first and in their order, wherever they stand', async () => {
  assert.deepEqual(
    await out({
      '/index.mjs': `list.push('index'); ${set('list')} import { list } from './list.mjs'; import './b.mjs'; import './a.mjs';`,
      '/list.mjs': `export const list = [];`,
      '/a.mjs': `import { list } from './list.mjs'; list.push('a');`,
      '/b.mjs': `import { list } from './list.mjs'; list.push('b');`,
    }),
    ['b', 'a', 'index'],
  );
});

test('modules that import each other see functions before anything ran, and values as they change', async () => {
  assert.deepEqual(
    await out({
      '/index.mjs': `import { even, count } from './even.mjs'; ${set('[even(4), even(3), count]')}`,
      '/even.mjs': `import odd from './odd.mjs'; let count = 0; function even(n) { count++; return n === 0 || odd(n - 1); } export { even, count };`,
      '/odd.mjs': `import { even } from './even.mjs'; const early = typeof even === 'function'; export default function odd(n) { return n !== 0 && early && even(n - 1); }`,
    }),
    [true, false, 5],
  );
});

test('a module waits at its top level, and those that import it wait for it', async () => {
  assert.deepEqual(
    await out({
      '/index.mjs': `import { a } from './a.mjs'; import { b } from './b.mjs'; const c = await Promise.resolve(3); ${set('[a, b, c]')}`,
      '/a.mjs': `import { b } from './b.mjs'; export const a = b + 10;`,
      '/b.mjs': `export let b = 0; for await (const each of [1, Promise.resolve(1)]) b += await each; await null;`,
    }),
    [12, 2, 3],
  );
  assert.deepEqual(await out({ '/index.js': `await null; ${set('typeof require')}` }), 'function');
  const { error } = await out({ '/index.mjs': `import './a.mjs';`, '/a.mjs': `await null;\nthrow new Error('late');` });
  assert.match(error, /^Error: late\n {4}at app\/a\.mjs:2:7/);
  assert.match((await out({ '/index.mjs': `await new Promise(() => {});` })).error, /waits for something that does not come/);
  assert.match((await out({ '/index.js': `require('./a.mjs');`, '/a.mjs': `await null;` })).error, /^Error: require\(\) cannot be used on an ES module that waits.*'\.\/a\.mjs'.*\n {4}at app\/index\.js:1:1/);
  const wrong = await out({ '/index.mjs': `export const a = 1;\nfunction f() { await a; }\nawait f();` });
  assert.match(wrong.error, /^SyntaxError: .*\n {4}at app\/index\.mjs:2:\d+/);
});

test('import() and import.meta are what Node has', async () => {
  assert.deepEqual(
    await out({
      '/index.mjs': `const { default: d, named } = await import('./lib/c.cjs');
        const meta = await import('./lib/meta.mjs'); ${set('[d, named, meta.default, import.meta.main]')}`,
      '/lib/c.cjs': `exports.named = 1; exports.later = import('./meta.mjs');`,
      '/lib/meta.mjs': `const { url, filename, dirname } = import.meta; export default [url, filename, dirname, import.meta.resolve('./c.cjs'), import.meta.resolve('events')];`,
    }),
    [{ named: 1, later: {} }, 1, ['file:///lib/meta.mjs', '/lib/meta.mjs', '/lib', 'file:///lib/c.cjs', 'node:events'], true],
  );
  assert.deepEqual(
    await out({ '/index.mjs': `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); import x from './x.json' with { type: 'json' }; ${set("[require('./x.json').a, x.a, String(() => import('y'))]")}`, '/x.json': '{"a":1}' }),
    [1, 1, "() => import('y')"],
  );
});

test('packages are found as Node finds them, by import and by require', async () => {
  const files = {
    '/package.json': '{"name": "own", "exports": {"./self": "./self.js"}, "imports": {"#in": "./self.js"}}',
    '/self.js': `module.exports = 'self';`,
    '/node_modules/dual/package.json': '{"exports": {".": {"node": {"import": "./i.mjs", "require": "./r.cjs"}, "default": "./no.js"}, "./hidden/*": null}}',
    '/node_modules/dual/i.mjs': `export default 'import';`,
    '/node_modules/dual/r.cjs': `module.exports = 'require';`,
    '/node_modules/only/package.json': '{"exports": {"import": "./i.js"}, "type": "module"}',
    '/node_modules/only/i.js': `import compiled, { b } from 'compiled'; export default [typeof compiled, compiled.default, b];`,
    '/node_modules/compiled/index.js': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'a'; exports.b = 2;`,
    '/node_modules/router/index.js': `module.exports = 'of npm';`,
    '/node_modules/uses/index.js': `module.exports = [require('router'), require('events') === require('node:events'), require('buffer/')];`,
    '/node_modules/buffer/index.js': `module.exports = 'of npm too';`,
    '/node_modules/esm/package.json': '{"type": "module"}',
    '/node_modules/esm/index.js': `export const x = 1; export default 2;`,
  };
  assert.deepEqual(
    await out({ ...files, '/index.mjs': `import d from 'dual'; import o from 'only'; import c, { b } from 'compiled'; import u from 'uses'; import s from 'own/self'; import i from '#in'; ${set('[d, o, typeof c, c.default, b, u, s, i]')}` }),
    ['import', ['object', 'a', 2], 'object', 'a', 2, ['of npm', true, 'of npm too'], 'self', 'self'],
  );
  assert.deepEqual(
    await out({ ...files, '/index.js': `const codes = ['only', 'dual/hidden/x', '#none', 'nothing'].map((name) => { try { return require(name); } catch (error) { return error.code; } }); ${set("[require('dual'), require('esm').x, require('esm').default, typeof require('router').get, require('own/self'), codes]")}` }),
    ['require', 1, 2, 'function', 'self', ['ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_PACKAGE_IMPORT_NOT_DEFINED', 'MODULE_NOT_FOUND']],
  );
  const { error } = await out({ '/index.mjs': `const a = 1;\nimport x from 'nothing';\n` });
  assert.match(error, /^Error: Cannot find module 'nothing'\n {4}at app\/index\.mjs:2:15\n\n {4}import x from 'nothing';\n {18}\^\n\n {4}It is no module/);
});

test('a field or a private name is not what is exported by its name', async () => {
  assert.deepEqual(
    await out({
      '/index.mjs': `import { x, A, next } from './a.mjs'; const a = new A(); a.m(); const before = x; next(); ${set('[before, x, a.x, a.y]')}`,
      '/a.mjs': `let x = 1, y = 0; export class A { x = 5; static x = 6; #x = 7; m() { this.#x = 8; this.#x++; this.#x += 1; this.y = this.#x; } }\nexport const next = () => { x++; x += 1; };\nexport { x };`,
    }),
    [1, 3, 5, 10],
  );
});

test('names that compilers stumble over mean what they mean', async () => {
  assert.deepEqual(
    await out({ '/index.mjs': `import async from './a.mjs'; import { x } from './c.cjs'; const f = async () => async(1); const g = async (a, b = (1)) => a + b; const h = async a => a; Promise.all([f(), g(1), h(2)]).then((all) => { ${set('[all, x]')} });`, '/a.mjs': 'export default (n) => n + 1;', '/c.cjs': `exports.x = require('./e.mjs')();`, '/e.mjs': `function f() { return 'whole'; }\nexport { f as default, f as 'module.exports' };` }),
    [[2, 2, 2], 'whole'],
  );
  assert.deepEqual(await out({ '/package.json': '{"type": "module"}', '/index.js': `import c from './c.cjs'; ${set('[Object.keys(c), c.default]')}`, '/c.cjs': 'exports.__esModule = true; exports.default = 1;' }), [['__esModule', 'default'], 1]);
});

test('a bundle that knows CommonJS and define takes CommonJS, what knows define alone takes that', async () => {
  const umd = `(function (f) { if (typeof define === 'function' && define.amd) { define([], f); } else if (typeof exports === 'object') { module.exports = f(); } })(function () { return 'umd'; });`;
  const bundle = `var inner = ((exports, module) => { ${umd}\nreturn module.exports; })(...((m) => [m.exports, m])({ exports: {} })); globalThis.out = [inner];`;
  assert.deepEqual(await out({ '/index.js': bundle }), ['umd']);
  assert.deepEqual(await out({ '/index.js': set("require('./amd')"), '/amd.js': `if (typeof define === 'function' && define.amd) define(['./other'], (other) => ({ other }));`, '/other.js': `define(function (require) { return 'other'; });` }), { other: 'other' });
});

const DECORATORS = `
const seen: string[] = [];
function logged(target: any, context: any, ...rest: any[]): any { seen.push(typeof context === 'object' ? context.kind : String(context)); return typeof target === 'function' && context?.kind === 'method' ? function (this: any, ...args: any[]) { return target.apply(this, args) + 1; } : undefined; }
@logged class A { @logged field: number = 1; @logged m(n: number) { return n; } @logged accessor x = 5; }
const a = new A();
`;

test('decorators, accessor, namespaces and enums are compiled', async () => {
  assert.deepEqual(await out({ '/index.ts': `${DECORATORS}${set('[seen, a.m(1), a.x]')}` }), [['method', 'accessor', 'field', 'class'], 2, 5]);
  assert.deepEqual(await out({ '/tsconfig.json': `{ /* old */ "extends": "./base", }`, '/base.json': '{"compilerOptions": {"experimentalDecorators": true}}', '/index.ts': `${DECORATORS.replace('@logged accessor', 'accessor').replace('m(n: number', 'm(@logged n: number')}${set('[seen, a.x]')}` }), [['field', 'm', 'm', 'undefined'], 5]);
  assert.deepEqual(await out({ '/index.js': `function d(value, { kind }) { globalThis.out = kind; }\n@d class A {}` }), 'class');
  assert.deepEqual(
    await out({ '/index.ts': `namespace A.B { export const one: number = 1; export namespace C { export function two() { return one + 1; } } }\nexport enum E { X = 3, Y }\nconst enum F { Z = 'z' }\nimport two = A.B.C.two;\n${set('[A.B.one, two(), E.Y, E[3], F.Z]')}` }),
    [1, 2, 4, 'X', 'z'],
  );
  assert.deepEqual(await out({ '/index.ts': `namespace A { export interface B { c(): string } }\ndeclare namespace F { const g: number; }\ndeclare module 'x' { const y: number; }\nconst t = 'namespace X { const y = 1 }';\n${set('t')}` }), 'namespace X { const y = 1 }');
});

test('what TypeScript compiled is reported where it was written', async () => {
  const code = `namespace A {\n  export const f = (n: number): never => {\n    throw new Error('at ' + n);\n  };\n}\ndeclare function x(): void;\nA.f(1);`;
  assert.match((await out({ '/index.ts': code })).error, /^Error: at 1\n {4}at .*app\/index\.ts:3:1[01]\)?\n {4}at app\/index\.ts:7:3/);
  assert.match((await out({ '/index.ts': `const a = 1;\n@d class {` })).error, /^SyntaxError: .*\n {4}at app\/index\.ts:2:\d+\n\n {4}@d class \{/);
});

test('an ES module is reported by the source map that its own tools have made', async () => {
  const map = { version: 3, sources: ['../src/a.ts'], names: [], mappings: 'AAAA;AACA;AAEA', sourcesContent: ['const one = 1;\ntwo;\n\nthrow new Error("mapped");'] };
  const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  const code = `export const one = 1;\n\nthrow new Error('mapped');\n`;
  assert.match((await out({ '/index.mjs': `import './dist/a.js';`, '/dist/a.js': `${code}//# sourceMappingURL=${inline}` })).error, /^Error: mapped\n {4}at app\/src\/a\.ts:4:\d+\n/);
  assert.match((await out({ '/index.mjs': `import './dist/a.js';`, '/dist/a.js': `${code}//# sourceMappingURL=a.js.map`, '/dist/a.js.map': JSON.stringify(map) })).error, /^Error: mapped\n {4}at app\/src\/a\.ts:4:\d+\n/);
  const packed = { '/node_modules/p/package.json': '{"type":"module","main":"dist/a.js"}', '/node_modules/p/dist/a.js': `${code}//# sourceMappingURL=a.js.map`, '/node_modules/p/dist/a.js.map': JSON.stringify(map) };
  assert.match((await out({ '/index.mjs': `import 'p';`, ...packed })).error, /^Error: mapped\n {4}at app\/node_modules\/p\/src\/a\.ts:4:\d+\n/);
});

test('what is disposed of at the end of a block is', async () => {
  const code = `const seen = []; const made = (name) => ({ name, [Symbol.dispose]() { seen.push(name); }, async [Symbol.asyncDispose]() { await null; seen.push('later ' + name); } });
    { using a = made('a'); seen.push('in'); }
    async function f() { await using b = made('b'); seen.push('f'); }
    await f(); ${set('seen')}`;
  const supported = (() => { try { return typeof new Function('{ using a = null; }') === 'function'; } catch { return false; } })();
  if (supported) assert.deepEqual(await out({ '/index.mjs': code }), ['in', 'a', 'f', 'later b']);
});

test('the context of an exchange is kept across what a module waits for', async () => {
  assert.deepEqual(
    await out({
      '/index.mjs': `import { AsyncLocalStorage } from 'node:async_hooks'; import { store } from './s.mjs'; const later = await store.run(5, () => import('./later.mjs')); ${set('[store.getStore() ?? null, later.seen]')}`,
      '/s.mjs': `import { AsyncLocalStorage } from 'node:async_hooks'; export const store = new AsyncLocalStorage();`,
      '/later.mjs': `import { store } from './s.mjs'; await null; export const seen = store.getStore();`,
    }),
    [null, 5],
  );
});

test('a variable of a loop is its function\'s, whatever is imported by its name', async () => {
  const loops = `
    import { a as r, b as q } from './ab.mjs';
    export let n = 'n';
    function counted(text) { for (var t = 0, r = '', n = 0; n < text.length; n++) { switch (text[n]) { case '<': break; default: continue; } r += text.slice(t, n), t = n + 1; } return r + text.slice(t); }
    function keys(object) { for (var r in object) {} return r; }
    function values(list) { for (var { r } of list) {} return r; }
    async function later(list) { for await (var [q] of list) {} return q; }
    function still() { for (let r of ['let']) {} return [r, q, n]; }
    export default async () => [counted('a<b<c'), keys({ k: 1 }), values([{ r: 2 }]), await later([[3]]), still()];`;
  assert.deepEqual(
    await out({ '/index.mjs': `import loops from './loops.mjs'; ${set('await loops()')}`, '/loops.mjs': loops, '/ab.mjs': `export const a = 'a', b = 'b';` }),
    ['abc', 'k', 2, 3, ['a', 'b', 'n']],
  );
});

test('scripts may have variables by the names that they are given', async () => {
  assert.deepEqual(await out({ '/index.js': `const { define } = { define: 5 }; ${set('[define, typeof require]')}` }), [5, 'function']);
  const own = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url), __filename = import.meta.url, __dirname = 2, module = 3, define = 4;`;
  const value = set('[typeof require("./one.js"), __filename, __dirname, module, define]');
  assert.deepEqual(await out({ '/index.mjs': `${own} ${value}`, '/one.js': '' }), ['object', 'file:///index.mjs', 2, 3, 4]);
  assert.deepEqual(await out({ '/index.mjs': `${own} await null; ${value}`, '/one.js': '' }), ['object', 'file:///index.mjs', 2, 3, 4]);
  assert.match((await out({ '/index.js': `const require = 5;` })).error, /Identifier 'require' has already been declared/);
  assert.match((await out({ '/index.mjs': `await null; const a = import.meta.url;\nconst b = 1; let b = 2;` })).error, /'b' has already been declared\n {4}at app\/index\.mjs:2:18/);
});

test('JSX becomes what a comment or the configuration says', async () => {
  const use = `import made from './part'; ${set('made')}`;
  const h = `const h = (...all) => ['h', ...all], Frag = 'frag';`;
  const shown = ['h', 'frag', null, ['h', 'b', { 'data-x': '1' }, 'é & ', 5]];
  const element = `export default <><b data-x="1">é &amp; {5}</b></>;`;
  assert.deepEqual(await out({ '/index.ts': use, '/part.tsx': `/** @jsx h */ /* @jsxFrag Frag */ ${h} ${element}` }), shown);
  const classic = `{ "extends": "./base", "compilerOptions": { "jsx": "react", /* "no": 1, */ "jsxFactory": "h", }, }`;
  assert.deepEqual(await out({ '/index.ts': use, '/part.tsx': `${h} ${element}`, '/tsconfig.json': classic, '/base.json': '{ "compilerOptions": { "jsxFragmentFactory": "Frag" } } // base' }), shown);
  const runtime = `exports.jsx = (type, { children }, key) => [type, children, key]; exports.jsxs = exports.jsx; exports.Fragment = 'all';`;
  const automatic = { '/node_modules/mini/package.json': '{"name":"mini"}', '/node_modules/mini/jsx-runtime.js': runtime };
  const keyed = `export default <><i key="k">{1}</i></>;`;
  const expected = ['all', ['i', 1, 'k'], null];
  assert.deepEqual(await out({ '/index.ts': use, '/part.tsx': keyed, '/tsconfig.json': '{"compilerOptions":{"jsx":"react-jsx","jsxImportSource":"mini"}}', ...automatic }), expected);
  assert.deepEqual(await out({ '/index.ts': use, '/part.tsx': `/** @jsxRuntime automatic @jsxImportSource mini */ ${keyed}`, ...automatic }), expected);
  assert.match((await out({ '/index.ts': use, '/part.tsx': element })).error, /^ReferenceError: React is not defined\n {4}at app\/part\.tsx:1:/);
});

test('what is wrong in a function of TypeScript is told where it is', async () => {
  const broken = `const x: number = 1;\nexport const f = (a: { b: string }): void => {\n  const y = a.b;\n  if (y) {\n    call(async (q: number) => {\n      return x ++ y;\n    });\n  }\n};\n`;
  assert.match((await out({ '/index.ts': broken })).error, /^SyntaxError: .*\n {4}at app\/index\.ts:6:19\n\n {4} {6}return x \+\+ y;\n/);
  assert.match((await out({ '/index.ts': `router.get('/', (req: any, res: any) => {\n  res.json({ a: 1, b: });\n});` })).error, /at app\/index\.ts:2:23/);
  assert.match((await out({ '/index.ts': `const f = (a: number) => {\n  const g = <T>(b: T) => {\n    let = ;\n  };\n};` })).error, /at app\/index\.ts:3:/);
});

test('what is imported is called for itself, and passed on whole', async () => {
  const files = {
    '/index.mjs': `
      import { made, who, process, fs, all, Object as Own, mixed } from './part.mjs'
      import * as part from './part.mjs'
      const first = [made(1), made?.(2), (made)(3)]
      made(4)
      const other = { a: made(5), b: [made(6)] }, arrow = () => made(7)
      ${set(`[first, other, arrow(), who(), who() === undefined && typeof part.who, typeof process.cwd, typeof fs.readFileSync, all(), Own.own, mixed]`)}`,
    '/part.mjs': `
      // Made to be called, and nothing of what functions have.
      export const made = Object_.setPrototypeOf((n) => n * 2, null)
      export function who() { return this }
      export { default as process } from 'node:process'
      export { default as fs } from 'fs'
      export { default as all } from './all.cjs'
      export { Object } from './object.mjs'
      export { default as mixed } from './es.mjs'
      import Object_ from './real.cjs'`,
    '/all.cjs': `module.exports = () => 'all';`,
    '/real.cjs': `module.exports = Object;`,
    '/es.mjs': `export default 'default';`,
    '/object.mjs': `import { own } from './own.mjs'; export const Object = { own };`,
    '/own.mjs': `export const own = 'own';`,
  };
  assert.deepEqual(await out(files), [[2, 4, 6], { a: 10, b: [12] }, 14, null, 'function', 'function', 'function', 'all', 'own', 'default']);
});

test('packages that reach below the streams of zlib work without waiting', async () => {
  const index = `
    const zlib = require('zlib');
    function Mine(options) { zlib.Inflate.call(this, options); }
    require('util').inherits(Mine, zlib.Inflate);
    const mine = new Mine({ chunkSize: zlib.Z_MIN_CHUNK }), data = zlib.deflateSync('ab'.repeat(100)), parts = [];
    for (let room = 0; room === 0; ) {
      [, room] = mine._handle.writeSync(zlib.Z_FINISH, data, 0, data.length, mine._outBuffer, mine._outOffset, mine._chunkSize);
      parts.push(Buffer.from(mine._outBuffer.subarray(0, mine._chunkSize - room)));
    }
    mine._handle.close();
    mine._handle = null;
    ${set(`[Buffer.concat(parts).toString() === 'ab'.repeat(100), parts.length, mine._handle]`)}`;
  assert.deepEqual(await out({ '/index.js': index }), [true, 4, null]);
});
