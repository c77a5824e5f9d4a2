// The rewriter and what hides it: the author's text, its lines and columns, and what is kept of it.
import assert from 'node:assert/strict';
import { build, transformSync } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { boot, split } from './harness.mjs';

const bundled = await build({
  stdin: { contents: `export * from './rewriter'; export * from './inserted';`, resolveDir: fileURLToPath(new URL('../src/contexts', import.meta.url)), loader: 'ts' },
  bundle: true,
  write: false,
  format: 'esm',
});
const { rewrite, authors, authorsColumn, occurs } = await import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString('base64')}`);
const rewritten = (source) => {
  const result = rewrite(source, { returns: true, within: false });
  if (result.names) occurs(result.names);
  return result;
};

/** The scripts in the packages that are installed here. */
function* scripts(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* scripts(path);
    else if (/\.c?js$/.test(entry.name)) yield path;
  }
}

const compiles = (code) => {
  try {
    new vm.Script(`(function(){${code.replace(/^#!/, '//')}\n})`);
    return true;
  } catch {
    return false;
  }
};

test('the scripts of real packages compile as before, and are what they were without what was put in', () => {
  let count = 0;
  for (const path of scripts(fileURLToPath(new URL('../node_modules', import.meta.url)))) {
    const source = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    if (source.length > 300_000 || !/\b(?:await|eval)\b/.test(source)) continue;
    let result;
    try {
      result = rewritten(source);
    } catch (error) {
      assert.ok(error instanceof SyntaxError, path);
      continue;
    }
    if (result.names === undefined) continue;
    count++;
    assert.equal(authors(result.code), source, path);
    assert.equal(result.code.split('\n').length, source.split('\n').length, path);
    assert.ok(compiles(result.code) || !compiles(source), path);
    if (source.length < 50_000 && compiles(source)) {
      // Without the blanks that need not be.
      const { code: minified } = transformSync(source, { minify: true, target: 'esnext' });
      assert.ok(compiles(rewritten(minified).code) || !compiles(minified), `${path}, minified`);
    }
  }
  assert.ok(count >= 30, `${count} scripts`);
});

test('a text without await stays as it is', () => {
  for (const source of ['async function f() { return 1; }', 'function* g() { yield 1; }', 'var await = 1; f(await)', '// await', '"await"']) {
    assert.equal(rewritten(source).code, source);
  }
});

test('names that the text has are not taken', () => {
  const first = rewritten('async () => { await 0; }');
  const { prefix, library } = first.names;
  const second = rewritten(`async () => { let ${prefix}T = 5, ${library} = 6; await 0; return [${prefix}T, ${library}]; }`);
  assert.notEqual(second.names.prefix, prefix);
  assert.notEqual(second.names.library, library);
  const none = rewritten('async () => { $annexA, $annexB, $annexC, $annexD; await 0; }');
  assert.equal(none.names, undefined);
});

test('a column is where it was', () => {
  const source = 'async () => { try { const a = await f(1), b = await g(await h(2)); } catch { x(); } return async () => await i; }';
  const { code } = rewritten(source);
  for (const word of ['f(1)', 'g(', 'h(2)', 'x()', 'return', 'const']) {
    const at = code.indexOf(word);
    assert.equal(authorsColumn(code, at), source.indexOf(word), word);
  }
});

test('what is within `with` is left alone', () => {
  const source = 'with (o) { (async () => { await x; })(); }';
  assert.equal(rewritten(source).code, source);
});

test('a sandbox that knows every name works', async () => {
  const { load, exchange } = boot({
    '/index.js': `
      const run = new Function('sandbox', 'with (sandbox) { return (async () => { await 0; return answer; })(); }');
      const sandbox = new Proxy({ answer: 42 }, { has: () => true, get: (target, name) => target[name] });
      let seen;
      run(sandbox).then((value) => { seen = value; });
      require('router').get('/', (req, res) => res.send(String(seen)));`,
  });
  load();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(exchange({}).body, '42');
});

const LONG = `const router = require('router');
router.get('/', async (req, res) => { await 0; const a = await 1; try { await null; } finally { await 2; } throw new Error('here'); });
const other = async () => { for await (const x of [1]) { await x; } }; router.get('/eval', async (req, res) => { eval(''); await 0; throw new Error('eval'); });
`;

async function stackOf(files, request) {
  const { load, exchange, entries } = boot(files);
  assert.equal(load().error, undefined);
  assert.equal(exchange(request), null);
  await new Promise((resolve) => setImmediate(resolve));
  return split(entries.collect())[0].body;
}

test('stacks name the columns of the author', async () => {
  const [, line, last] = LONG.split('\n');
  assert.match(await stackOf({ '/index.js': LONG }, {}), new RegExp(`app/index.js:2:${line.indexOf("new Error('here')") + 1}\\b`));
  assert.match(await stackOf({ '/index.js': LONG }, { endpoint: 1 }), new RegExp(`app/index.js:3:${last.indexOf("new Error('eval')") + 1}\\b`));
});

test('stacks name the columns of the author in TypeScript, and on the first line', async () => {
  const source = `import router from 'router'; router.get('/', async (req: unknown, res: any): Promise<void> => { const x: number = await 1; await x; throw new Error('typed'); });\n`;
  assert.match(await stackOf({ '/index.ts': source }, {}), new RegExp(`app/index.ts:1:${source.indexOf('new Error') + 1}\\b`));
});

test('error.stack has the columns of the author, and so has what an author makes of it', async () => {
  const source = `const router = require('router');
router.get('/', async (req, res) => { await 0; const f = async () => { await 1; return new Error('own'); }; const e = await f(); res.send(e.stack); });
router.get('/again', async (req, res) => { await 0; const e = new Error('first'); const o = new Error('second'); o.stack = o.stack + '\\ncause: ' + e.stack; throw o; });
router.get('/other', (req, res) => { const o = {}; Error.captureStackTrace(o); res.send(o.stack); });
`;
  const [, line, again, other] = source.split('\n');
  const files = { '/index.js': source };
  const stack = JSON.parse(`"${(await stackOf(files, {})).replace(/\n/g, '\\n')}"`);
  assert.match(stack, new RegExp(`^Error: own\n    at f \\(app/index.js:2:${line.indexOf('new Error') + 1}\\)\n    at async app/index.js:2:`));
  assert.ok(!stack.includes('addon:'), stack);
  const shown = await stackOf(files, { endpoint: 1 });
  assert.ok(shown.includes(`app/index.js:3:${again.indexOf("new Error('second')") + 1}`), shown);
  assert.ok(shown.includes(`app/index.js:3:${again.indexOf("new Error('first')") + 1}`), shown);
  const { load, exchange } = boot(files);
  assert.equal(load().error, undefined);
  assert.match(exchange({ endpoint: 2 }).body, new RegExp(`app/index.js:4:${other.indexOf('Error.capture') + 7}\\b`));
});

test('error.stack has the lines of the author in TypeScript, whatever the folders are called', async () => {
  const files = {
    '/index.ts': `import router from 'router';\nimport { made } from './a b (c)/made';\nrouter.get('/', async (req, res) => { await 0; res.send(made().stack); });\n`,
    '/a b (c)/made.ts': `interface Unused {\n  a: string;\n}\nexport const made = (): Error => new Error('typed');\n`,
  };
  assert.match(await stackOf(files, {}), /at made \(app\/a b \(c\)\/made\.ts:4:34\)\n/);
});

test('a stack can be prepared by an author, and as before again', async () => {
  const source = `const router = require('router');
router.get('/', async (req, res) => {
  await 0;
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => sites.length;
  const count = new Error('counted').stack;
  Error.prepareStackTrace = before;
  res.send(typeof count + typeof before + new Error('as before').stack.includes('app/index.js:8:'));
});
`;
  assert.equal(await stackOf({ '/index.js': source }, {}), 'numberfunctiontrue');
});

test('what was made of a script is made once in a version', () => {
  const kept = new Map();
  let puts = 0;
  const files = { '/index.ts': `import router from 'router'; router.get('/', (req, res) => res.send('made')); export const f = async (): Promise<void> => { await 0; };` };
  const ops = { 'script.keep': (text) => {
    puts++;
    const [kind, path, digest, ...made] = text.split('\0');
    kept.set(`${kind}\0${path}`, `m${digest}${made.join('\0')}`);
  } };
  const first = boot(files, { kept, ops });
  first.load();
  assert.equal(first.exchange({}).body, 'made');
  assert.equal(puts, 1);
  for (const [key, text] of kept) kept.set(key, text.replace("'made'", "'kept'"));
  const second = boot(files, { kept, ops });
  second.load();
  assert.equal(second.exchange({}).body, 'kept');
  assert.equal(puts, 1);
});

test('a script without await is not kept', () => {
  const ops = { 'script.keep': () => assert.fail('kept') };
  const { load } = boot({ '/index.js': `require('router').get('/', (req, res) => res.send('x'));` }, { ops });
  assert.equal(load().error, undefined);
});

test('code that nobody rewrote sees no context, and never another request\'s', async () => {
  const { load, exchange, context } = boot({
    '/index.js': `
      const { AsyncLocalStorage } = require('async_hooks');
      const als = new AsyncLocalStorage();
      globalThis.seen = [];
      globalThis.get = () => als.getStore();
      require('router').get('/', async (req, res) => {
        await als.run('request', async () => { for (let i = 0; i < 5; i++) await i; });
        res.send('done');
      });`,
  });
  load();
  // Evaluated by nobody whom the library knows.
  vm.runInContext('globalThis.foreign = async () => { for (let i = 0; i < 20; i++) { await i; seen.push(get()); } }', context);
  context.foreign();
  exchange({});
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([...new Set(context.seen)], [undefined]);
});
