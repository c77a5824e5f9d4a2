/**
 * Asks TypeScript's own server, as editors do, what can be written at some places.
 *
 * node completions.mjs <folder of the projects>
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);

/** Each with `|` where the cursor is, and what is to be offered there; what is behind `!` is not. */
const PLACES = [
  ['greeter/index.js', "const router = require('router');\nrouter.|", 'get post use files !gett'],
  ['greeter/index.js', "const router = require('router');\nrouter.get('/:id', (req, res) => { req.| });", 'params session header signal !waitUntil'],
  ['greeter/index.js', "const router = require('router');\nrouter.get('/:id', async (req, res) => { res.| });", 'json status sendFile waitUntil'],
  ['greeter/index.js', "require('PropertyUtil').|", 'getString getNestedNode'],
  ['greeter/index.js', "require('annex/storage').getCollectionDataStore('a').|", 'find findAsync addAll'],
  ['greeter/index.js', "require('events').|", 'on emit EventEmitter'],
  ['greeter/test/greetings.test.js', "import { outbound } from 'annex/test';\noutbound.|", 'answer calls'],
  ['greeter-ts/index.ts', "import { getMailBuilder } from 'MailUtil';\ngetMailBuilder().|", 'addRecipient build'],
  ['greeter-ts/index.ts', "import files from 'annex/files';\nfiles.|", 'readText writeAsync folder'],
  ['clock/backend.js', "/** @param {import('@annex/types/widget').BackendRegistrator} r */\nmodule.exports = function (r) { r.| };", 'register'],
  ['clock/backend.js', "/** @param {import('@annex/types/widget').BackendRegistrator} r */\nmodule.exports = function (r) { r.register('a', (req, res, next, helper) => { helper.| }); };", 'Logger Manager Request'],
  ['clock/widget.js', "Stage.defineWidget({ id: 'a', render(widget, data, error, toolbox) { toolbox.| } });", 'getWidgetBackend refresh'],
  ['clock-ts/backend.ts', "import type { BackendRegistrator } from '@annex/types/widget';\nexport default (r: BackendRegistrator) => { r.register('a', 'POST', (req, res, next, helper) => { helper.Manager.| }); };", 'doGet doGetFull'],
  ['clock-ts/backend.ts', "import type { Handler } from '@annex/types/widget';\nexport const h: Handler = (req) => { req.| };", 'query params pipe user'],
  ['sums/server.js', "const { Application } = require('webpoints');\nconst app = new Application({ greeting: 'Hello' });\n/** @type {typeof app.operations} */\nconst operations = app.operations;\noperations['/a'] = { handler(callback) { this.| } };", 'greeting request taskId'],
  ['sums/server.js', "require('webpoints').|", 'Application parameters features HttpStatusCode'],
  ['sums-ts/server.ts', "import { Application } from 'webpoints';\nconst app = new Application();\napp.operations['/a'] = function (request, response) { response.| };", 'send json status cookie'],
  ['sums-ts/server.ts', "import express from 'express';\nexpress.|", 'bodyParser Router static'],
  ['Shop/Shop.js', "/** @type {import('@annex/types/jbackend').Module} */\nmodule.exports = { onRequestShop(module, response, status) { this.| } };", 'input params logger session user'],
  ['Shop/Shop.js', "/** @type {import('@annex/types/jbackend').Module} */\nmodule.exports = { onRequestShop(module, response, status) { response.| } };", 'get set'],
  ['ShopTs/ShopTs.ts', "import type { Module } from '@annex/types/jbackend';\nexport default { onRequestShop(module, response, status) { this.input.| } } satisfies Module;", 'getString getInt exists'],
].map(([file, text, offered]) => ({ file: join(folder, file), text, offered: offered.split(' ').filter((each) => /^!?\w+$/.test(each)) }));

const server = spawn(process.execPath, [join(folder, 'greeter/node_modules/typescript/lib/tsserver.js'), '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const waiting = new Map();
createInterface({ input: server.stdout }).on('line', (line) => {
  if (line.startsWith('{')) {
    const message = JSON.parse(line);
    if (message.type === 'response') {
      waiting.get(message.request_seq)?.(message);
    }
  }
});
let count = 0;
const say = (command, args) => {
  const seq = ++count;
  server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
  return seq;
};
const ask = (command, args) => new Promise((resolve) => waiting.set(say(command, args), resolve));

const problems = [];
for (const { file, text, offered } of PLACES) {
  const at = text.indexOf('|');
  const before = text.slice(0, at).split('\n');
  say('open', { file, fileContent: before.join('\n') + text.slice(at + 1) });
  const place = { file, line: before.length, offset: before.at(-1).length + 1 };
  const { success, body, message } = await ask('completionInfo', place);
  const names = new Set(success ? body.entries.map(({ name }) => name) : []);
  for (const each of offered) {
    if (names.has(each.replace('!', '')) === each.startsWith('!')) {
      problems.push(`${text}: ${each} of ${success ? [...names].slice(0, 20).join(' ') : message}`);
    }
  }
  say('close', { file });
}

// What is written of a member is shown.
const file = join(folder, 'greeter/index.js');
say('open', { file, fileContent: "const router = require('router');\nrouter.files('/a', 'a', { maxAge: 1 });" });
const { body: info } = await ask('quickinfo', { file, line: 2, offset: 9 });
const { body: age } = await ask('quickinfo', { file, line: 2, offset: 28 });
if (!JSON.stringify(info).includes('Serves the files of a folder') || !JSON.stringify(age).includes('Milliseconds')) {
  problems.push(`quickinfo: ${JSON.stringify(info)} ${JSON.stringify(age)}`);
}
say('exit');
console.log(`${PLACES.length} places`);
if (problems.length > 0) {
  console.log(problems.join('\n'));
  process.exitCode = 1;
}
