// The package by itself: it is what its package.json says, TypeScript finds nothing in it, and what is wrong is found with it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const folder = join(import.meta.dirname, '..');
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts') && !name.includes('node_modules'));
const options = {
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts'],
  module: ts.ModuleKind.Preserve,
  typeRoots: [join(import.meta.dirname, 'node_modules/@types')],
  types: ['node'],
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
};

function problemsOf(names, more) {
  const program = ts.createProgram(names, { ...options, ...more });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place = file === undefined ? '' : `${file.fileName.replace(/^.*\//, '')}:${file.getLineAndCharacterOfPosition(start).line + 1}: `;
    return place + ts.flattenDiagnosticMessageText(messageText, ' ');
  });
}

test('package.json names files that are there', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const [name, target] of Object.entries(exports)) {
    assert.ok(existsSync(join(folder, target.types ?? target)), name);
  }
});

test('TypeScript finds nothing but the one declaration that gives way', () => {
  const problems = problemsOf(files.map((name) => join(folder, name)), { types: [] });
  assert.deepEqual([...new Set(problems.map((each) => each.replace(/:\d+:/, ':')))], ["events.d.ts: Duplicate identifier 'events'."]);
});

// Each line of a file of `uses` that says `// wrong: …` has that mistake, and no other line has any.
for (const name of readdirSync(join(import.meta.dirname, 'uses'))) {
  test(`what is wrong in ${name} is found`, () => {
    const file = join(import.meta.dirname, 'uses', name);
    const expected = readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => [...line.matchAll(/\/\/ wrong: (.*)$/g)].map(([, message]) => `${name}:${index + 1}: ${message}`));
    assert.ok(expected.length > 0);
    const found = problemsOf([file], { types: [join(folder, name.replace(/\..*$/, ''))], skipLibCheck: true, paths: { '@annex/types/*': [join(folder, '*')] } });
    assert.deepEqual(
      found.map((each) => expected.find((mistake) => each.startsWith(mistake)) ?? each),
      expected,
    );
  });
}
