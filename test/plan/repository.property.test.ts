import * as fc from 'fast-check';
import { guard, ManifestTree, PLAIN_CONVENTIONS } from '../../src/plan-entry';
import { DEEP, runsOf } from '../support/deep';
import { clustersOf, edited, edits, repositories, repositoryOf } from './repository-edits';
import { certain, Files, harmOf } from './repository-model';

/*
 * Whole repositories with folders beside the generated one, bases, folders without a list, Kustomizations of another
 * repository, and edits by hand: the guard against an oracle that knows what is live, and every order in which Flux may act.
 */

const runs = runsOf(30, 20_000);

/** The same cases every time, unless there is time for new ones. */
const seeded = DEEP ? {} : { seed: 20_261_129 };

const treeOf = (files: Files) => ManifestTree.of(files);

test('nothing is lost that the guard lets pass, and hardly anything refused that loses nothing', () => {
  const seen = { passed: 0, refused: 0, needless: 0 };
  const needless: string[] = [];
  fc.assert(
    fc.property(repositories, edits, (repository, changes) => {
      const base = repositoryOf(repository);
      const next = changes.reduce((files: Files, change) => edited(files, change), base);
      const harm = harmOf(base, next, clustersOf(repository.clusters));
      const { passed, findings } = guard({
        ...{ base: treeOf(base), next: treeOf(next), within: 'dist', conventions: PLAIN_CONVENTIONS },
        today: '2026-11-29',
      });
      // No protected object is lost, and nothing stops working, undeclared.
      if (passed) expect(certain(harm)).toEqual([]);
      if (passed) seen.passed++;
      else if (harm.length > 0) seen.refused++;
      else {
        seen.needless++;
        const errors = findings.filter(({ severity }) => severity === 'error');
        needless.push(
          `${changes.map(({ op }) => op).join()}: ${errors.map(({ id, message }) => `${id} ${message}`).join('; ')}`,
        );
      }
    }),
    { numRuns: runs, ...seeded },
  );
  if (process.env.SHOW) console.log(JSON.stringify(seen), needless.slice(0, 12).join('\n'));
  expect(seen.needless / runs).toBeLessThanOrEqual(0.01);
  for (const count of [seen.passed, seen.refused]) expect(count).toBeGreaterThan(runs / 10);
});
