import { defineConfig } from 'eslint/config';
import base from '../eslint.config.mjs';
import { boundary } from '../scripts/eslint-boundary.mjs';

export default defineConfig(
  base,
  boundary(import.meta.dirname, [
    // Builds helm, which the library is compared with.
    'e2e/harness/engines.ts',
    // What the command pushes with, which is no part of the public interface.
    'src/push/index.ts',
  ]),
);
