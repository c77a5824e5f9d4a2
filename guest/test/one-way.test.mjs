import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { oneWay } from '../lint/one-way.mjs';

/** What the rule says of files with these texts, by file. */
function said(files) {
  const root = mkdtempSync(join(tmpdir(), 'one-way-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const config = {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { annex: { rules: { 'one-way': oneWay } } },
      rules: { 'annex/one-way': ['error', { root }] },
    };
    const linter = new Linter({ configType: 'flat', cwd: root });
    return Object.entries(files).flatMap(([name, text]) =>
      linter.verify(text, [config], { filename: join(root, name) }).map(({ message }) => `${name}: ${message}`),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('arrows that point one way are nothing to say', () => {
  assert.deepEqual(said({ 'low/a.ts': 'export const a = 1;', 'high/b.ts': "import { a } from '../low/a';\nexport const b = a;" }), []);
});

test('two files that know each other by types are a circle', () => {
  const files = { 'one/a.ts': "import type { B } from './b';\nexport type A = B[];", 'one/b.ts': "import type { A } from './a';\nexport type B = A | 1;" };
  assert.deepEqual(said(files), [
    'one/a.ts: Files import each other in a circle, types included: one/a → one/b → one/a',
    'one/b.ts: Files import each other in a circle, types included: one/b → one/a → one/b',
  ]);
});

test('folders whose files make no circle may be one', () => {
  const files = {
    'low/a.ts': "import type { C } from '../high/c';\nexport type A = C;",
    'low/b.ts': 'export const b = 1;',
    'high/c.ts': 'export type C = 1;',
    'high/index.ts': "export const d = (require('../low/b') as { b: number }).b;",
  };
  const way = (from, to) => `Folders import each other in a circle: ${from} → ${to} → ${from}`;
  assert.deepEqual(said(files), [
    `low/a.ts: ${way('low', 'high')}`,
    `low/b.ts: ${way('low', 'high')}`,
    `high/c.ts: ${way('high', 'low')}`,
    `high/index.ts: ${way('high', 'low')}`,
  ]);
});
