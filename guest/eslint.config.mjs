import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { oneWay } from './lint/one-way.mjs';

const STYLES = ['jbackend', 'restapp', 'testing', 'webpoints', 'widget'];

export default tseslint.config(
  { ignores: ['test/contexts/', 'dist/', 'target/', 'node_modules/'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      // Code that is about to run guest code must not trust what the guest may have replaced; loops over plain indices are meant.
      '@typescript-eslint/prefer-for-of': 'off',
      // Polyfills without types are any; what we make of them is typed.
      '@typescript-eslint/no-explicit-any': 'off',
      // A polyfill is evaluated when it is first asked for, and only require() says so.
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/class-literal-property-style': 'off',
      // req and res extend what the style's users know.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    // Which file is evaluated first must not matter, nor what is below a file or a folder know what is above it.
    files: ['src/**/*.ts'],
    plugins: { 'import-x': importX, annex: { rules: { 'one-way': oneWay } } },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'] })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'annex/one-way': ['error', { root: join(import.meta.dirname, 'src') }],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            // What two styles need has a folder of its own.
            ...STYLES.map((style) => ({
              target: `./src/${style}`,
              from: STYLES.filter((other) => other !== style).map((other) => `./src/${other}`),
              message: 'A style knows no other; what two need has a folder of its own.',
            })),
            {
              target: './src/!(jbackend|restapp|testing|webpoints|widget)/**/*',
              from: STYLES.map((style) => `./src/${style}`),
              message: 'Only styles.ts knows the styles.',
            },
            { target: './src/*/**/*', from: ['./src/main.ts', './src/styles.ts'], message: 'main.ts and styles.ts put the parts together, and are above all.' },
          ],
        },
      ],
    },
  },
);
