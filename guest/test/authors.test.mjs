// What authors read says what was wrong and what is expected instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot } from './harness.mjs';

const app = (code) => ({ '/index.js': `const router = require('router');\n${code}` });

const TOP = '(expected: at the top level of the script, not in a handler)';

const MISTAKES = [
  ["res.setHeader('x y', '1')", "Header name \"x y\" cannot be sent (expected: letters, digits and hyphens, without spaces and colons; RFC 9110, section 5.6.2)"],
  ["res.setHeader('x', 'a\\nb')", 'Header x has a character that is not allowed in a field value at 1 (expected: no line ends, nothing beyond Latin-1; encodeURIComponent makes it so; RFC 9110, section 5.5)'],
  ["process.exit(1)", 'process.exit: an add-on cannot end its process, which is not its alone (expected: an answer such as res.status(500), or an error that is thrown)'],
  ["router.get('/x', () => {})", `router.get: routes can be registered only while the add-on is evaluated ${TOP}`],
  ['router.use(() => {})', `router.use: middleware can be registered only while the add-on is evaluated ${TOP}`],
  ["router.files('/x', 'x')", `router.files: folders can be registered only while the add-on is evaluated ${TOP}`],
  ['require(1)', "require: a number (expected: the name of a module, such as './notes')"],
  ["require('')", "require: an empty text (expected: the name of a module, such as './notes')"],
  ['res.sendFile({})', 'res.sendFile: an object (expected: an uploaded file, a file of the resource folder, a path from the root of the add-on, or bytes)'],
  ['req.session = 1', 'req.session: a number (expected: an object, whose properties become the session)'],
  ['Response.json(undefined)', 'Response.json: undefined (expected: what JSON can hold)'],
  ["new Headers('x')", 'Headers: a string (expected: an object, pairs, or Headers)'],
];

test('a mistake is told with what is expected instead', () => {
  const tries = MISTAKES.map(([code]) => `(req, res) => { ${code}; }`).join(',\n');
  const { load, exchange } = boot(
    app(`const tries = [${tries}];
router.get('/', (req, res) => res.json(tries.map((each) => { try { each(req, res); return 'nothing'; } catch (e) { return e.message; } })));`),
  );
  load();
  assert.deepEqual(JSON.parse(exchange().body), MISTAKES.map(([, said]) => said));
});
