import { dirname, join, relative } from 'node:path';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';

const root = dirname(import.meta.dirname);
const library = ['src/index.ts', 'src/flux-entry.ts', 'src/plan-entry.ts', 'src/testing-entry.ts'];

/**
 * Lint configuration of a folder that is a package of its own: it imports its own files, packages, and the library as
 * its users do. All else in the repository is closed to it, but for the exceptions.
 *
 * @param {string} folder its absolute path
 * @param {readonly string[]} exceptions paths from the root
 */
export function boundary(folder, exceptions) {
  const own = relative(root, folder);
  return {
    files: ['**/*.ts'],
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: join(folder, 'tsconfig.json') })],
    },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: root,
          zones: [
            {
              target: own,
              from: '.',
              except: [own, 'node_modules', ...library, ...exceptions],
              message: `${own} is a package of its own: see ${own}/eslint.config.mjs for what it may import.`,
            },
          ],
        },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/src(/index)?$', message: 'Import the library as cdk8s-flux-fleet.' }] },
      ],
    },
  };
}
