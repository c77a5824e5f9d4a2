import tseslint from 'typescript-eslint';

export default tseslint.config({ ignores: ['dist/', 'target/', 'node_modules/'] }, ...tseslint.configs.strict, ...tseslint.configs.stylistic, {
  // A plain script has no other way to name its types.
  files: ['test/types/script.ts'],
  rules: { '@typescript-eslint/triple-slash-reference': 'off' },
});
