// Node's modules as they load; what they answer is compared with Node by NodeModulesIT.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { boot } from './harness.mjs';

const readPart = (name) => readFileSync(new URL(`../dist/parts/${name}.js`, import.meta.url), 'utf8');

const MODULES =
  'assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns dns/promises events fs fs/promises http http2 https inspector module net os path path/posix path/win32 perf_hooks process punycode ' +
  'querystring readline readline/promises repl stream stream/consumers stream/promises stream/web string_decoder sys timers timers/promises tls tty url util util/types v8 vm worker_threads zlib';

test('all of Node’s modules load, by both of their names', () => {
  const { load } = boot({
    '/index.js': `
      // The platform has a module of its own with the name of Node's 'events'.
      for (const name of ${JSON.stringify(MODULES.replace(' events ', ' ').split(' '))}) {
        if (require(name) !== require('node:' + name) || require(name) === undefined) throw new Error(name);
      }
      const { builtinModules } = require('module');
      const missing = ${JSON.stringify(MODULES.split(' '))}.filter((name) => !builtinModules.includes(name));
      if (missing.length > 0) throw new Error(String(missing));`,
  });
  assert.equal(load().error, undefined);
});

test('a part is loaded when one of its modules is required, and not before', () => {
  const asked = [];
  const loads = (source) => {
    asked.length = 0;
    const { load } = boot({ '/index.js': source }, { ops: { part: (name) => (asked.push(name), readPart(name)) } });
    assert.equal(load().error, undefined);
    return [...asked];
  };
  assert.deepEqual(loads(`require('router').get('/', (req, res) => res.json({}));`), []);
  assert.deepEqual(loads(`require('path').join('a'); require('util'); require('events');`), ['node']);
  assert.deepEqual(loads(`require('zlib').gunzipSync(require('zlib').gzipSync('a'));`), ['zlib']);
  assert.deepEqual(loads(`process.stdout.write('x'); process.env.A = 1; process.hrtime();`), []);
  assert.deepEqual(loads(`process.on('warning', () => {});`), ['node']);
});
