import tseslint from 'typescript-eslint';

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
);
