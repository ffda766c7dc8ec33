import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The rooms of src, in the order in which they build on each other. Each may import from itself and from those before it.
 * `cli`, `testing` and the files directly in src come last and may import from all.
 */
const rooms = [
  // The ground: nothing here knows of fleets.
  ...[
    'core',
    'kubernetes',
    'languages',
    'validation',
    'flux',
    'schema',
    'controller-rules',
    'units',
    'leaks',
    'kustomize',
    'plan',
    'takeover',
    'drift',
    'ledger',
    'audit',
    'recovery',
    'artifacts',
  ],
  // One concept each.
  ...[
    'target',
    'config',
    'source',
    'placement',
    'secret',
    'control',
    'bootstrap',
    'provision',
    'policies',
    'element',
    'notification',
    'until',
    'fleet',
    'override',
    'isolation',
  ].map(feature),
  ...[
    'preset',
    'group',
    'cluster',
    'environment',
    'context',
    'delivery',
    'images',
    'component',
    'progressive',
    'tenant',
    'app',
    'scale-down',
    'monitoring',
  ].map(feature),
  ...['data', 'costs', 'plan-policy', 'program', 'explain', 'removal', 'backup'].map(feature),
  // The stages that a fleet passes through.
  ...['pipeline/write', 'pipeline/resolve', 'pipeline/render', 'pipeline/check', 'pipeline/protocol', 'pipeline/cache'],
  ...['pipeline/guard', 'pipeline/branches', 'pipeline/bootstrap', 'pipeline/model', 'pipeline/recovery', 'pipeline'],
  // What leaves the machine.
  'push',
];

function feature(name) {
  return `features/${name}`;
}

const layering = rooms.map((room, index) => ({
  // Of the pipeline itself, the files that lie beside its stages.
  target: room === 'pipeline' ? './src/pipeline/*.ts' : `./src/${room}`,
  from: './src',
  except: rooms.slice(0, index + 1).map((allowed) => `./${allowed}`),
  message: `src/${room} builds on what stands before it in "rooms" of eslint.config.mjs, and on nothing else.`,
}));

/** Comparing trees takes no knowledge of fleets: what it needs of them is passed in, see src/plan/conventions. */
layering.push({
  target: './src/plan',
  from: './src',
  except: ['core', 'kubernetes', 'languages', 'flux', 'schema', 'leaks', 'kustomize', 'plan'].map(
    (allowed) => `./${allowed}`,
  ),
  message: 'src/plan knows no fleets: take what it needs as one of its conventions.',
});

/** Imports past the door of a feature, its index.ts. */
const pastDoors = (regex) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: [{ name: 'cdk8s-flux-fleet', message: 'Use a relative path.' }],
      patterns: [{ regex, message: "Use what the feature's index.ts exports." }],
    },
  ],
});

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

// Rules that need types, and cycles, are in .oxlintrc.json.
export default defineConfig(
  globalIgnores(['lib/', 'templates/', 'coverage/', '.cache/', 'examples/*/dist/', 'e2e/.cache/']),
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
      ...pastDoors('/features/[^/]+/'),
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: false }],
      'import-x/no-restricted-paths': ['error', { zones: layering }],
    },
  },
  {
    files: ['src/features/**/*.ts'],
    rules: pastDoors(String.raw`^\.\./(?!\.\./)[^/]+/`),
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
