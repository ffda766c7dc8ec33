import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The folders of src in the order in which data passes through them. Each may import from itself and from those
 * before it. `cli` and the files directly in src come last and may import from all.
 */
const stages = ['kubernetes', 'flux', 'schema', 'model', 'resolve', 'render', 'check', 'dist', 'cache', 'plan'];

const layering = stages.map((stage, index) => ({
  target: `./src/${stage}`,
  from: './src',
  except: stages.slice(0, index + 1).map((allowed) => `./${allowed}`),
  message: `src/${stage} may import only from: ${stages.slice(0, index + 1).join(', ')}.`,
}));

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

// Rules that need types, and cycles, are in .oxlintrc.json.
export default defineConfig(
  globalIgnores(['lib/', 'coverage/', '.cache/', 'examples/*/dist/', 'e2e/.cache/']),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-x': importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })],
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'import-x/first': 'error',
      'import-x/newline-after-import': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', 'internal', 'parent', 'sibling', 'index'],
          alphabetize: { order: 'asc', caseInsensitive: true },
          'newlines-between': 'never',
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { paths: [{ name: 'cdk8s-flux-fleet', message: 'Use a relative path.' }] }],
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: false }],
      'import-x/no-restricted-paths': ['error', { zones: layering }],
    },
  },
  {
    // Written by scripts/schemas.
    files: ['src/schema/data/*.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: readonly('Buffer', 'URL', 'clearTimeout', 'console', 'performance', 'process', 'setTimeout'),
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...readonly('__dirname', '__filename', 'require'), module: 'writable' },
    },
  },
);
