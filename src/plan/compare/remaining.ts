import { Place } from '../conventions/place';
import { Walk } from '../predict/walk';

/** Clusters on which parts of a fleet still are in the new tree, by the part: see `partKeys`; `cluster|host|` stands for anything besides Flux itself that the Flux of a cluster applies. */
export type RemainingParts = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The parts of a fleet that a place is in, as keys: `app|environment|tenant/app`, `tenant|environment|tenant`,
 * `component|environment|component` and `environment||environment`. The Kustomization of a tenant's or a
 * remote cluster's access alone is no part, nor is that of a remote cluster's policies or of what makes a cluster: they
 * stay for a step after the part has gone.
 */
function partKeys({ environment = '', tenant, component, app, unit }: Place): string[] {
  if (isFoundation(unit)) return [];
  const keys: string[] = [];
  if (tenant !== undefined && app !== undefined) keys.push(`app|${environment}|${tenant}/${app}`);
  if (tenant !== undefined) keys.push(`tenant|${environment}|${tenant}`);
  if (component !== undefined) keys.push(`component|${environment}|${component}`);
  if (environment !== '' && keys.length > 0) keys.push(`environment||${environment}`);
  return keys;
}

function isFoundation(unit: string | undefined): boolean {
  return unit === 'access' || unit === 'policies' || unit === 'machines';
}

type Part = readonly [key: string, cluster: string];

/** The parts that the Kustomizations of a cluster apply, each with its cluster. */
export function* partsOf({ units }: Walk): Generator<Part> {
  for (const { place, target, parent, host } of units.values()) {
    const parts = partKeys(place);
    const isApplied = parts.length > 0 || (parent !== undefined && !isFoundation(place.unit));
    // A manager's Kustomizations for a remote cluster are parts of that one.
    const cluster = place.cluster ?? target;
    for (const key of parts) yield [key, cluster];
    if (isApplied) yield [`cluster|${host}|`, cluster];
  }
}

/** Collects the parts of the new tree. */
export class PartCollector {
  private readonly parts = new Map<string, Set<string>>();

  /** Adds the Kustomizations of a cluster. */
  public add(walk: Walk): void {
    for (const part of partsOf(walk)) this.take(part);
  }

  /** Adds a part on a cluster. */
  public take([key, cluster]: Part): void {
    const clusters = this.parts.get(key);
    if (clusters) clusters.add(cluster);
    else this.parts.set(key, new Set([cluster]));
  }

  /** All parts found. */
  public get remaining(): RemainingParts {
    return this.parts;
  }
}
