import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/node_modules/'] },
  {
    files: ['**/*.d.ts'],
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic],
    rules: {
      // What comes from outside may be anything, and those who use it say what.
      '@typescript-eslint/no-explicit-any': 'off',
      // Ambient declarations are what these are for.
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/triple-slash-reference': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      // A form with its own words is better read than a union.
      '@typescript-eslint/unified-signatures': 'off',
      // What Annex has is what it is.
      '@typescript-eslint/class-literal-property-style': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/method-signature-style': 'off',
      // Interfaces can be added to by those who use them.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // `export =` is named in no other way.
      '@typescript-eslint/no-require-imports': 'off',
      'no-var': 'off',
    },
  },
);
