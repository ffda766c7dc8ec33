import { editPairs } from './corpus-plan/pairs';
import { judge, nothing, precision, recall } from './corpus-plan/totals';
import { ensureEngine } from './harness/engines';

const FULL = Boolean(process.env.E2E_FULL);

/** Of `npm run e2e`, some edits of each repository; the whole takes minutes of two cores. */
const OPTIONS = FULL ? { each: 2, seed: 1, limit: Infinity } : { each: 1, seed: 3, limit: 24 };

it('plans what Flux does with changes of repositories', async () => {
  const executable = await ensureEngine('fleet-oracle');
  const totals = nothing();
  const silent: string[] = [];
  for (const { name, pairs, truth } of editPairs([], OPTIONS)) {
    const found = await truth(executable);
    pairs.forEach((pair, at) => {
      const own = nothing();
      const lines = judge(name, pair, found[at]!, [totals, own]);
      if (own.silent > 0) silent.push(...lines);
    });
  }
  expect(silent).toEqual([]);
  expect(totals.right).toBeGreaterThan(FULL ? 2_000 : 100);
  expect(recall(totals)).toBeGreaterThanOrEqual(0.99);
  expect(precision(totals)).toBeGreaterThanOrEqual(0.99);
});
