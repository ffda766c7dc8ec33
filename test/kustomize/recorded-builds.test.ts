import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildCache } from '../../src/kustomize';
import { DEEP } from '../support/deep';
import { buildTree, inputHash, verdictOf } from './random/build-tree';
import { randomTree } from './random/trees';

/** Written by `npm run kustomize:figures -- --record` from builds of real kustomize. */
const { count, inputs, verdicts } = JSON.parse(readFileSync(join(__dirname, 'recorded-builds.json'), 'utf8')) as {
  readonly count: number;
  readonly inputs: string;
  readonly verdicts: string;
};
const recorded = verdicts.split(' ');
const seeds = Array.from({ length: count }, (_none, at) => at + 1);

/** Every seed, or every thirtieth. */
const share = DEEP ? seeds : seeds.filter((seed) => seed % 30 === 1);

it('builds random trees as real kustomize was seen to do', () => {
  const cache = new BuildCache();
  const differing = share.filter((seed) => {
    const { objects, error } = buildTree(randomTree(seed), cache);
    return verdictOf(error === undefined ? objects.map(({ object }) => object) : undefined) !== recorded[seed - 1];
  });
  expect(differing).toEqual([]);
  expect(recorded).toHaveLength(count);
});

it('has a record of the trees that the seeds make', () => {
  const made = DEEP ? inputHash(seeds.map(randomTree)) : inputs;
  expect(made).toBe(inputs);
  expect(share.map((seed) => randomTree(seed).files.size).every((size) => size > 0)).toBe(true);
});
