import { compare, ManifestTree } from 'cdk8s-flux-fleet/plan';
import { observed, predicted, type Outcome } from './outcome';
import type { Tree } from './tree';
import type { Film } from './world';

/** What happened at a step, and where a prediction was another one. */
export interface Verdict {
  /** What became of each object, as `Kind namespace/name: outcome`. */
  readonly told: readonly string[];
  /** Objects of which something else was predicted. */
  readonly wrong: readonly string[];
}

/**
 * Holds the prediction of one step against what happened.
 *
 * @param controls namespaces of the Kustomizations whose objects are looked at
 */
export function verdictOf(
  cluster: string,
  trees: readonly Tree[],
  film: Film,
  step: number,
  controls: ReadonlySet<string>,
): Verdict {
  const [old, next] = [trees[step]!, trees[step + 1]!].map((tree) => ManifestTree.of(Object.entries(tree)));
  const happened = observed(film[step]!, film[step + 1]!, ({ scenario }) => controls.has(scenario));
  const foreseen = predicted(compare(old!, next!).changes, (name) => (name === cluster ? 'local' : 'remote'));
  return { told: [...happened].map(([key, real]) => `${key}: ${real}`), wrong: differences(happened, foreseen) };
}

/** The objects of which something else happened than was foreseen. */
export function differences(
  happened: ReadonlyMap<string, Outcome>,
  foreseen: ReadonlyMap<string, readonly Outcome[]>,
): readonly string[] {
  const keys = [...new Set([...happened.keys(), ...foreseen.keys()])].sort();
  return keys.flatMap((key) => {
    const real: Outcome = happened.get(key) ?? 'absent';
    const possible = foreseen.get(key) ?? ['kept'];
    return possible.includes(real) ? [] : [`${key}: ${real}, predicted ${possible.join(' or ')}`];
  });
}
