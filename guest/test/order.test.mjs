import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { boot } from './harness.mjs';

const file = (name) => fileURLToPath(new URL(`./order/${name}`, import.meta.url));
const expected = JSON.parse(execFileSync(process.execPath, ['--no-warnings', file('expected.cjs')], { encoding: 'utf8' }));
const names = Object.keys(expected);

test('there are at least 60 cases', () => {
  assert.ok(names.length >= 60, String(names.length));
});

for (const name of names) {
  test(`as Node: ${name}`, async () => {
    const { load, exchange, turns, host } = boot({
      '/index.js': `const cases = require('./cases.cjs'); require('router').get('/', (req, res) => { cases.run(${JSON.stringify(name)}, (out) => console.log(JSON.stringify(out))); res.send(); });`,
      '/cases.cjs': readFileSync(file('cases.cjs'), 'utf8'),
    });
    assert.equal(load().error, undefined);
    exchange();
    await turns();
    assert.deepEqual(host.logs.map(([, , text]) => text), [JSON.stringify(expected[name])]);
  });
}
