import { createHash } from 'node:crypto';
import { guard, ManifestTree, PLAIN_CONVENTIONS } from 'cdk8s-flux-fleet/plan';
import { ELSEWHERE_LOSSES } from './prune/losses/elsewhere';
import { clustersOf, type Course, type Loss } from './prune/losses/loss';
import { RELEASE_LOSSES } from './prune/losses/releases';
import { UNIT_LOSSES } from './prune/losses/units';
import { play, type Ends } from './prune/losses/world';

/*
 * What a change loses, refuses or leaves behind without an object of the tree going: each is told by the plan before it
 * is committed, and then held against Flux's real controllers. Beside it goes a near miss, of which nothing is told and
 * in which nothing is lost.
 */

const ALL: readonly Loss[] = [...UNIT_LOSSES, ...ELSEWHERE_LOSSES, ...RELEASE_LOSSES];

/** How many of them `npm run e2e` plays; `npm run e2e:full` plays all. */
const SHARE = 12;
const SEED = 'losses 1';

const order = ({ id }: Loss) => createHash('sha256').update(`${SEED} ${id}`).digest('hex');

const PLAYED = process.env.E2E_FULL ? ALL : [...ALL].sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, SHARE);

/** What the plan tells of a change: findings as `rule message`, risks as `class: message`. */
function told({ base, next }: Course): readonly string[] {
  const [old, now] = [base, next].map((tree) => ManifestTree.of(Object.entries(tree)));
  const input = { base: old!, next: now!, today: '2026-11-29', conventions: PLAIN_CONVENTIONS };
  const { findings, comparison } = guard(input);
  return [
    ...findings.map(({ id, message }) => `${id} ${message}`),
    ...comparison.changes.flatMap(({ risks }) => risks.map((one) => `${one.class}: ${one.message}`)),
  ];
}

/** Predictions, written before anything is committed. */
const PREDICTIONS = new Map(
  ALL.map((loss) => {
    const [change, near] = clustersOf(loss);
    return [loss.id, { change: told(loss.change(change)), near: told(loss.near(near)) }] as const;
  }),
);

test.each(ALL.map((loss) => [loss.title, loss] as const))(
  'the plan tells it, and nothing of the near miss: %s',
  (_title, { id, says }) => {
    expect(PREDICTIONS.get(id)!.change).toContainEqual(expect.stringMatching(says));
    expect(PREDICTIONS.get(id)!.near.filter((text) => says.test(text))).toEqual([]);
  },
);

describe('what a change loses although its objects stay in the tree', () => {
  let ends: Ends;

  beforeAll(async () => {
    ends = await play(PLAYED);
  });

  it.each(PLAYED.map((loss) => [loss.title, loss] as const))('%s', (_title, loss) => {
    const [change, near] = clustersOf(loss);
    expect(ends.get(change)).toEqual(loss.change(change).fates);
    expect(ends.get(near)).toEqual(loss.near(near).fates);
  });
});
