import { defineConfig } from 'eslint/config';
import base from '../eslint.config.mjs';
import { boundary } from '../scripts/eslint-boundary.mjs';

export default defineConfig(
  base,
  boundary(import.meta.dirname, [
    // Objects of every kind, valid and broken, which the unit tests make from the library's schemas.
    'src/schema/catalog.ts',
    'test/schema/broken-rules.ts',
    'test/schema/corpus.ts',
    // The engine that is held against real kustomize, with the trees that both build.
    'src/kustomize/index.ts',
    'test/kustomize/faults.ts',
    'test/kustomize/random/build-tree.ts',
    'test/kustomize/random/trees.ts',
    // Makes the CRDs of releases that no module carries.
    'scripts/schemas/flux.ts',
    // Synthesizes an example as its program says.
    'examples/synthesize.ts',
  ]),
);
