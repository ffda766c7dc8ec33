import { defineConfig } from 'eslint/config';
import base from '../eslint.config.mjs';
import { boundary } from '../scripts/eslint-boundary.mjs';

export default defineConfig(
  base,
  boundary(import.meta.dirname, [
    // Builds helm, which the library is compared with.
    'e2e/harness/engines.ts',
  ]),
);
