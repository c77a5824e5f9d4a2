// Modules of RESTApps' platform: every published name can be required in each of its spellings; what is not here fails when it is used.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { boot } from './harness.mjs';

const source = readFileSync(new URL('../src/restapp/published.ts', import.meta.url), 'utf8');
const names = [...source.matchAll(/`\n([^`]*)\n`/g)].flatMap(([, block]) => block.trim().split(/\s+/));
const ops = { 'app.info': () => '{}' };

function run(script, more = {}, files = {}) {
  const app = boot({ '/index.js': `const router = require('router');\nrouter.post('/', (req, res) => res.json({}));\n${script}`, ...files }, { ops: { ...ops, ...more } });
  return { ...app, loaded: app.load() };
}

function evaluated(script, more, files) {
  const { host, loaded } = run(`console.log(JSON.stringify((() => { ${script} })() ?? null));`, more, files);
  assert.equal(loaded.error, undefined, loaded.error);
  return JSON.parse(host.logs[0][2]);
}

test('every published name is known in every spelling', () => {
  assert.ok(names.length >= 150, String(names.length));
  const spellings = names.flatMap((name) => [name, name[0].toLowerCase() + name.slice(1), name.toLowerCase(), `@sitevision/api/server/${name}`, `@sitevision/api/common/${name}`, `@sitevision/api/client/${name}`]);
  const missing = evaluated(`return ${JSON.stringify(spellings)}.filter((name) => { try { return require(name) === undefined; } catch { return true; } });`);
  assert.deepEqual(missing, []);
});

test('a stub can be evaluated in whatever form bundles have', () => {
  const kinds = evaluated(`
    const util = require('TranslationUtil');
    const { createTranslation } = util;
    const type = require('IndexUtil.IndexType.UGC'), same = require('IndexUtil').IndexType.UGC;
    class Own extends require('VelocityRenderer') {}
    const getter = util && util.__esModule ? () => util.default : () => util;
    const copy = { ...util };
    const nested = util.some.deep.member;
    const map = new Map([[type, 1]]);
    const esbuild = Object.getOwnPropertyNames(util).length;
    return [typeof util, typeof createTranslation, typeof type, typeof same, typeof Own, typeof getter(), typeof nested, JSON.stringify({ util }), Object.prototype.toString.call(util), {} instanceof util];`);
  assert.deepEqual(kinds, ['function', 'function', 'function', 'function', 'function', 'function', 'function', '{}', '[object Function]', false]);
});

test('a stub that is used names the module and the member', () => {
  const uses = {
    "require('TranslationUtil')()": 'TranslationUtil()',
    "new (require('TranslationUtil'))()": 'new TranslationUtil()',
    "require('translationUtil').create()": 'TranslationUtil.create',
    "new (require('TranslationUtil').Some.Class)()": 'new TranslationUtil.Some.Class()',
    "new (class extends require('VelocityRenderer') {})()": 'new VelocityRenderer()',
    "require('IndexUtil.IndexType.UGC').name()": 'IndexUtil.IndexType.UGC.name',
    "`${require('@sitevision/api/server/IndexUtil.IndexType').UGC}`": 'IndexUtil.IndexType.UGC',
    "+require('DimensionMode').a": 'DimensionMode.a',
    "require('DimensionMode').a = 1": 'DimensionMode.a = …',
    "String(require('TagUtil'))": 'TagUtil',
  };
  for (const [script, used] of Object.entries(uses)) {
    const message = evaluated(`try { ${script}; return 'nothing'; } catch (e) { return e.message; }`);
    const module = used.replace(/^new /, '').replace(/[ (].*$/, '');
    assert.ok(message.endsWith(` is not available here (used: ${used})`), `${script}: ${message}`);
    assert.ok(module.startsWith(/'(.*)'/.exec(message)[1]), message);
  }
});

test("what only sounds like a module gives way to the add-on's own package", () => {
  assert.equal(evaluated("return require('utils');", {}, { '/node_modules/utils/index.js': "module.exports = 'own';" }), 'own');
  assert.match(evaluated("try { require('nothing.at.all'); } catch (e) { return e.message; }"), /^Cannot find module/);
});

const members = JSON.parse(readFileSync(new URL('published-members.json', import.meta.url), 'utf8'));

test('a module that is here has all of its published members, or says which it lacks', () => {
  const missing = evaluated(
    `const all = ${JSON.stringify(members)};
    return Object.entries(all).flatMap(([name, each]) => each.split(' ').filter((member) => require(name)[member] === undefined).map((member) => name + '.' + member));`,
    {
      'local.date.fields': () => '1970,1,1,0,0,0,0,4,1,0,UTC',
      'local.locale.all': () => 'en',
      'local.date.pattern': () => 'y-MM-dd',
    },
  );
  assert.deepEqual(missing, []);
});

test('what a request has put into a builder that the script keeps is not there for the next one', () => {
  const sent = [];
  const { loaded, exchange } = run(
    `const kept = [require('MailBuilder'), require('MailUtil').mailBuilder], file = require('TemporaryFileNodeBuilder').setFileName('kept.txt');
    for (const each of kept) each.setSubject('s').addRecipient('all@example.org');
    router.get('/:who', (req, res) => {
      const { who } = req.params, own = require('MailUtil').getMailBuilder().setSubject('s').addRecipient(who);
      let name = 'none';
      try { name = file.build().getName(); } catch {}
      for (const each of [...kept, own, own]) each.setTextMessage('t').addRecipient(who).build().send();
      res.send(name + file.setFile('x').build().getName());
    });`,
    { 'mail.check': () => '1', 'mail.send': (json) => void sent.push(JSON.parse(json).to.join()) },
  );
  assert.equal(loaded.error, undefined);
  for (const who of ['a', 'b']) {
    sent.length = 0;
    assert.equal(exchange({ endpoint: 1, values: who }).body, 'nonekept.txt');
    assert.deepEqual(sent, [`all@example.org,${who}`, `all@example.org,${who}`, `${who},${who}`, `${who},${who},${who}`]);
  }
});

test('what a module lacks names the module and the member', () => {
  assert.equal(
    evaluated("try { require('JwtUtil').createRSAToken({}, 'RS256', null, ''); } catch (e) { return e.message; }"),
    "The platform module 'JwtUtil' is not available here (used: JwtUtil.createRSAToken)",
  );
});
