import { Prediction } from '../predict/prediction';
import { Unit } from '../predict/unit';

/** A dependency that can never be met. */
export interface UnmetDependency {
  readonly id: 'dependency-circle' | 'dependency-missing';
  readonly message: string;
  /** Whether it was so in the old tree, or the missing Kustomization may come from a source that is not read. */
  readonly isKnown: boolean;
}

/** Dependencies of a Kustomization of the new tree that nobody makes, or that wait for it in turn. */
export function unmetDependencies(unit: Unit, prediction: Prediction): UnmetDependency[] {
  const { newUnits, oldUnits } = prediction;
  const before = oldUnits.get(unit.key);
  const missing = unit.spec.dependsOn
    .filter((name) => !newUnits.has(keyOn(unit.host, name)))
    .map((name): UnmetDependency => {
      const wasMissing = before?.spec.dependsOn.includes(name) === true && !oldUnits.has(keyOn(unit.host, name));
      const mayCome = [...newUnits.values()].some(({ host, build }) => host === unit.host && build === undefined);
      return {
        id: 'dependency-missing',
        message: `it waits for Kustomization ${name}, which ${mayCome ? 'no file that is read has' : 'no file has'}`,
        isKnown: wasMissing || mayCome,
      };
    });
  const circle = circleThrough(unit, newUnits);
  if (circle === undefined) return missing;
  const message = `it waits for itself: ${[unit, ...circle].map(nameOf).join(' waits for ')}`;
  const isKnown = before !== undefined && circleThrough(before, oldUnits) !== undefined;
  return [...missing, { id: 'dependency-circle', message, isKnown }];
}

/** The shortest way from a unit over its dependencies back to itself, without the unit in front. */
function circleThrough(start: Unit, units: ReadonlyMap<string, Unit>): Unit[] | undefined {
  if (start.spec.dependsOn.length === 0) return undefined;
  const seen = new Set<string>();
  let ways: Unit[][] = [[start]];
  while (ways.length > 0) {
    const longer: Unit[][] = [];
    for (const way of ways) {
      const last = way.at(-1)!;
      for (const name of last.spec.dependsOn) {
        const next = units.get(keyOn(last.host, name));
        if (next === undefined) continue;
        if (next.key === start.key) return [...way.slice(1), next];
        if (seen.has(next.key)) continue;
        seen.add(next.key);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return undefined;
}

function nameOf({ spec }: Unit): string {
  return `${spec.namespace}/${spec.name}`;
}

/** Key of the Kustomization `namespace/name` of a cluster's Flux. */
export function keyOn(host: string, name: string): string {
  return `${host}|${name}`;
}
