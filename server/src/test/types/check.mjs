/**
 * Compares the types with what add-ons see, and compiles projects, in one process, as what TypeScript has read of the language and of Node is the same for all.
 *
 * node check.mjs <installed project> <server's URL> <what `annex test` said of kit> <projects, each a folder>
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as labels from './labels.mjs';

const [installed, server, tested, ...projects] = process.argv.slice(2);
const ts = createRequire(join(installed, 'index.js'))('typescript');

const parsed = new Map();

/** A host that reads what all programs have in common once. */
function hostOf(options) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...more) => {
    const real = ts.sys.realpath(file);
    if (!/\/(?:typescript\/lib|@types|undici-types)\//.test(real)) {
      return getSourceFile.call(host, file, ...more);
    }
    const key = file.replace(/^.*\/node_modules\//, '');
    if (!parsed.has(key)) {
      parsed.set(key, getSourceFile.call(host, file, ...more));
    }
    return parsed.get(key);
  };
  return host;
}

const problems = [];

function compile(folder) {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder, undefined, join(folder, 'tsconfig.json'));
  const program = ts.createProgram(fileNames, options, hostOf(options));
  if (fileNames.length === 0) {
    problems.push(`${folder}: no file is checked`);
  }
  for (const each of [...errors, ...ts.getPreEmitDiagnostics(program)]) {
    const place = each.file === undefined ? folder : `${each.file.fileName}:${each.file.getLineAndCharacterOfPosition(each.start).line + 1}`;
    problems.push(`${place}: ${ts.flattenDiagnosticMessageText(each.messageText, ' ')}`);
  }
}

for (const each of projects) {
  compile(each);
}

// ---- Members

const BASES = {
  array: [Array.prototype],
  function: [Function.prototype, function () {}],
  emitter: [EventEmitter.prototype],
  readable: [Readable.prototype, EventEmitter.prototype, Object.getPrototypeOf(Readable.prototype)],
};
const objects = new Set(Object.getOwnPropertyNames(Object.prototype));
const json = async (path, init) => {
  const answer = await fetch(new URL(path, server), init);
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
};

const form = (fields = {}) => {
  const data = new FormData();
  data.append('upload', new Blob(['text']), 'a.txt');
  for (const [name, value] of Object.entries(fields)) {
    data.append(name, value);
  }
  return { method: 'POST', body: data };
};
const posted = (body) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });


const styles = {
  restapp: { members: () => json('/rest-api/reflect/members', form()), absent: (members) => json('/rest-api/reflect/absent', form({ members: JSON.stringify(members) })) },
  widget: { members: () => json('/console/wb/members', { headers: { 'widget-id': 'widget' } }) },
  webpoints: {
    members: async () => ({ ...(await json('/webpoints/members')), ...(await json('/webpoints/task', { method: 'POST' })) }),
    absent: (members) => json('/webpoints/absent', posted({ members: JSON.stringify(members) })),
  },
  kit: { members: () => JSON.parse(/^\s*(\{"kit".*\})$/m.exec(readFileSync(tested, 'utf8'))?.[1] ?? '{}') },
  jbackend: {
    members: async () => {
      const answer = await json('/rest/get/mirror/all');
      return answer.members ?? problems.push(`jbackend: ${JSON.stringify(answer)}`);
    },
  },
};

const names = Object.keys(styles);
const source = names.flatMap((style) => Object.entries(labels[style]).map(([label, { type }]) => `export declare const ${style}__${label.replace(/\W/g, '_')}: ${type};`)).join('\n');
const entry = join(installed, 'members.ts');
const options = {
  ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(installed, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, installed, undefined, join(installed, 'tsconfig.json')).options,
  types: ['@annex/types/restapp', '@annex/types/webpoints', '@annex/types/widget', '@annex/types/jbackend'],
};
const host = hostOf(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (file) => file === entry || fileExists.call(host, file);
host.readFile = (file) => (file === entry ? source : readFile.call(host, file));
host.getSourceFile = (file, version, ...more) => (file === entry ? ts.createSourceFile(file, source, version) : getSourceFile.call(host, file, version, ...more));
const program = ts.createProgram([entry], options, host);
const checker = program.getTypeChecker();
const file = program.getSourceFile(entry);
for (const each of program.getSemanticDiagnostics(file)) {
  problems.push(`members: ${ts.flattenDiagnosticMessageText(each.messageText, ' ')}`);
}
const exported = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(file)).map((each) => [each.name, each]));

const isOwn = (symbol) => (symbol.declarations ?? []).some((each) => !program.isSourceFileDefaultLibrary(each.getSourceFile()) && !each.getSourceFile().fileName.includes('/@types/node/'));

const published = readFileSync(new URL('../../../../guest/src/restapp/published.ts', import.meta.url), 'utf8');
const platform = [...published.matchAll(/`\n([^`]*)\n`/g)].flatMap(([, block]) => block.trim().split(/\s+/));
const ambient = new Set(checker.getAmbientModules().map(({ name }) => name.slice(1, -1)));
const here = new Set(await json('/rest-api/reflect/modules', posted({ names: [...platform, ...ambient] })));
/** What is part of the objects, and for nobody; and the hook of the module itself. */
const INTERNAL = new Set(
  'ModuleContext.onRequestMirror Instant.millis LocalDateTime.millis req.target req.hasCookies req.hasQuery req.isRewritten req.undefined Utils.getUtils Utils.utils Invocation.scheduler Invocation.context Invocation.callback Invocation.retryAfter'.split(' '),
);
/** Getters of modules that are not here, and what a manifest has. */
const isStub = (member) => {
  const [label, name] = member.split('.');
  const module = name.replace(/^get/, '');
  return label === 'appInfo' || (label === 'Utils' && !here.has(module.charAt(0).toUpperCase() + module.slice(1)));
};

let compared = 0;
for (const style of names) {
  const actual = (await styles[style].members()) ?? {};
  const undeclared = [];
  for (const [label, { base }] of Object.entries(labels[style])) {
    const symbol = exported.get(`${style}__${label.replace(/\W/g, '_')}`);
    const type = checker.getTypeOfSymbol(symbol);
    const here = new Set(actual[label] ?? []);
    if (here.size === 0) {
      problems.push(`${style}: ${label}: there is no such value`);
      continue;
    }
    const inherited = new Set((BASES[base] ?? []).flatMap((each) => Object.getOwnPropertyNames(each)));
    const named = checker.getPropertiesOfType(type).filter((each) => !each.name.startsWith('__@'));
    const all = new Set(named.map((each) => each.name));
    compared += here.size;
    for (const each of named) {
      const optional = (each.flags & ts.SymbolFlags.Optional) !== 0;
      if (!here.has(each.name) && !optional && (base === undefined || isOwn(each))) {
        problems.push(`${style}: ${label}.${each.name}: the types have it, and add-ons have not`);
      }
    }
    const index = checker.getIndexInfosOfType(type).filter(({ keyType }) => (keyType.flags & ts.TypeFlags.TemplateLiteral) !== 0);
    for (const name of here) {
      const bean = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      const known =
        all.has(name) || all.has(`get${bean}`) || all.has(`is${bean}`) || objects.has(name) || inherited.has(name) || name.startsWith('_') || /^\d+$/.test(name) || index.some(({ keyType }) => [name, `get${bean}`].some((each) => each.startsWith(keyType.texts[0]) && each.endsWith(keyType.texts[1] ?? '')));
      if (!known) {
        undeclared.push(`${label}.${name}`);
      }
    }
  }
  const open = undeclared.filter((each) => !INTERNAL.has(each) && !isStub(each));
  const absent = new Set(open.length > 0 && styles[style].absent !== undefined ? await styles[style].absent(open) : []);
  for (const each of open.filter((member) => !absent.has(member))) {
    problems.push(`${style}: ${each}: add-ons have it, and the types have not`);
  }
}

// ---- Modules of the platform

for (const name of platform) {
  if (here.has(name) && !ambient.has(name) && !/[.]|^console$/.test(name)) {
    problems.push(`module '${name}': RESTApps have it, and the types have not`);
  }
}
const ours = checker.getAmbientModules().filter((each) => each.declarations.some((declaration) => declaration.getSourceFile().fileName.includes('/annex-types/')));
for (const { name } of ours.filter((each) => !/annex\/test|webpoints|express/.test(each.name))) {
  if (!here.has(name.slice(1, -1))) {
    problems.push(`module ${name}: the types have it, and RESTApps have not`);
  }
}

// ---- Globals

/** What Node's types have and add-ons have not. */
const LACKING = new Set('localStorage sessionStorage Storage QuotaExceededError PerformanceResourceTiming gc'.split(' '));
/** What only a module has, and what is the page's. */
const LOCAL = new Set(['require', 'module', 'exports', '__filename', '__dirname', 'Stage', 'undefined', 'arguments', 'globalThis', 'define']);
/** What the language has got since. */
const NEWER = new Set(['Iterator', 'Temporal']);
const globals = new Set(await json('/rest-api/reflect/globals'));
const declared = new Map(checker.getSymbolsInScope(file, ts.SymbolFlags.Value).map((each) => [each.name, each]));
for (const name of globals) {
  if (!declared.has(name) && !LOCAL.has(name) && !NEWER.has(name) && !name.startsWith('__')) {
    problems.push(`global ${name}: add-ons have it, and the types have not`);
  }
}
for (const name of LACKING) {
  if (globals.has(name)) {
    problems.push(`global ${name}: it is among those that add-ons have not, and they have it`);
  }
}
for (const [name, symbol] of declared) {
  if (!globals.has(name) && !LOCAL.has(name) && !LACKING.has(name) && !/__|"/.test(name)) {
    const from = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
    problems.push(`global ${name}: the types have it, and add-ons have not (${from.replace(/^.*node_modules\//, '')})`);
  }
}

console.log(`${projects.length} projects compiled, ${compared} members, ${ours.length} modules and ${globals.size} globals compared`);
if (problems.length > 0) {
  console.log(problems.join('\n'));
  process.exitCode = 1;
}
