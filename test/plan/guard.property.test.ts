import * as fc from 'fast-check';
import { formatJson, formatMarkdown, formatText, guard, ObjectChange, planReport } from '../../src/plan-entry';
import { DEEP, runsOf } from '../support/deep';
import { fitting } from '../support/plan-schema';
import { judge, keyOf, ModelFleet, Verdict } from './model';
import { changes, declarations, declared, Draft, growth } from './model-edits';
import { removalOf, secretValue, treeOf } from './model-tree';

const runs = runsOf(80, 100_000);

/** The same cases every time, unless there is time for new ones. */
const seeded = DEEP ? {} : { seed: 20_261_121 };

/** The comparison's result for each object, in the model's terms. */
function told(found: readonly ObjectChange[]): Record<string, string> {
  const entries = found.flatMap(({ cluster, object, action, effect, renamedTo }) => [
    [keyOf(cluster, object), `${action} ${effect}`] as const,
    ...(renamedTo ? [[keyOf(cluster, renamedTo), 'renamed '] as const] : []),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function expected({ objects }: Verdict): Record<string, string> {
  const entries = [...objects].map(([key, { action, effect }]) => [key, `${action} ${effect}`] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether the model leaves open which of several Kustomizations replaced one. */
function isOpen({ units }: Verdict): boolean {
  return [...units.values()].includes(undefined);
}

test('the guard agrees with an independent model on verdicts and on the effect on each object', () => {
  const seen = { refused: 0, accepted: 0, approved: 0 };
  fc.assert(
    fc.property(growth, changes, declared, (grow, change, picks) => {
      const first = new Draft();
      for (const edit of [{ op: 'cluster', a: 0, b: 0, c: 0 } as const, ...grow]) first.apply(edit);
      const base: ModelFleet = first.clusters;
      const draft = new Draft(base, first.last);
      for (const edit of change) draft.apply(edit);
      const next: ModelFleet = draft.clusters;
      const removals = declarations(base, next, picks);

      const verdict = judge(base, next, removals);
      const { passed, findings, comparison } = guard({
        ...{ base: treeOf(base), next: treeOf(next), today: '2026-01-01' },
        declarations: removals.map(removalOf),
      });

      const errors = findings.filter(({ severity }) => severity === 'error');
      expect({ passed, why: verdict.refusals }).toEqual({
        passed: verdict.refusals.length === 0,
        why: verdict.refusals,
      });
      seen[passed ? (removals.length > 0 ? 'approved' : 'accepted') : 'refused']++;

      if (isOpen(verdict)) return;
      const rules = new Set(verdict.refusals.map((text) => text.split(':')[0]));
      const ids = new Set<string>(errors.map(({ id }) => id));
      // A finding about a whole stands for those about its parts, which the model names.
      if (['element-replaced', 'environment-removed'].some((id) => ids.delete(id)))
        expect([...rules]).toEqual(expect.arrayContaining([...ids]));
      else expect([...ids].sort()).toEqual([...rules].sort());
      expect(told(comparison.changes)).toEqual(expected(verdict));
      const units = new Map(comparison.units.map(({ owner, change: how }) => [`${owner.cluster} ${owner.name}`, how]));
      for (const [unit, how] of verdict.units) expect(`${unit} ${units.get(unit)}`).toBe(`${unit} ${how}`);
      for (const unit of verdict.splits) expect(['emptied', 'split']).toContain(units.get(unit));
    }),
    { numRuns: runs, ...seeded },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs / 50);
});

test('no report contains a value of a Secret', () => {
  fc.assert(
    fc.property(growth, changes, (grow, change) => {
      const first = new Draft();
      for (const edit of [{ op: 'cluster', a: 0, b: 0, c: 0 } as const, ...grow]) first.apply(edit);
      const draft = new Draft(first.clusters, first.last);
      for (const edit of change) draft.apply(edit);
      const result = guard({ base: treeOf(first.clusters), next: treeOf(draft.clusters), today: '2026-01-01' });
      const report = fitting(planReport(result.comparison, result.findings));
      const text = [formatText(report), formatMarkdown(report), formatJson(report), JSON.stringify(result)].join('\n');
      expect(text).not.toContain(secretValue(0).slice(0, 10));
    }),
    { numRuns: runs / 8, ...seeded },
  );
});
