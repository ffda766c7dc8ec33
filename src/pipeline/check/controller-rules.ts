import { ClusterCollection, judgeObject } from '../../controller-rules';
import { quote } from '../../kubernetes/names';
import { Rule } from '../../units/rule';

/** Automations whose branch an automation of another cluster writes too: the rules of one cluster cannot see it. */
function* secondWriters(writers: Map<string, string>, cluster: string, collection: ClusterCollection) {
  for (const [key, { at, key: name }] of collection.branchWriters()) {
    const own = `ImageUpdateAutomation ${quote(name)} on cluster ${quote(cluster)}`;
    const other = writers.get(key);
    writers.set(key, other ?? own);
    if (other === undefined) continue;
    const [url, branch] = key.split(' ');
    const message = `${own} pushes to branch ${quote(branch)} of ${url} as ${other} does, and each starts the other's branch anew: let one cluster have the automation`;
    yield { id: 'branch-writers', at, message };
  }
}

/** A cluster, and what its Flux is known to refuse. */
export interface LockedCluster {
  /** Who installs its Flux. */
  readonly bootstrap: string;
  /** Its environments with their tenants, which need the lockdown. */
  readonly environments: ReadonlyArray<{ readonly tenants: readonly unknown[] }>;
}

/** Whether the flags of the lockdown are set: by what the library installs, or since tenants need them. */
function isLocked({ bootstrap, environments }: LockedCluster): boolean {
  return bootstrap !== 'external' || environments.some(({ tenants }) => tenants.length > 0);
}

/** Flux's controllers treat every object as it reads: the rules of `src/controller-rules`. */
export function controllerRules(fleet: readonly LockedCluster[]): Rule {
  const isLockedFleet = fleet.some(isLocked);
  const clusters = new Map<string, ClusterCollection>();
  const writers = new Map<string, string>();
  return {
    *unit(files, at, { flux }) {
      for (const { objects } of files) {
        for (const object of objects)
          for (const found of judgeObject(object, flux, isLockedFleet)) yield { at, ...found };
      }
    },

    place({ cluster, unit, at, directory, isList = false }) {
      let collection = clusters.get(cluster);
      if (collection === undefined) clusters.set(cluster, (collection = new ClusterCollection(cluster)));
      collection.add(unit.facts, unit.identities, { at, directory }, isList);
      return [];
    },

    *clusters(isWhole) {
      for (const [cluster, collection] of clusters) {
        yield* collection.judge(isWhole);
        yield* secondWriters(writers, cluster, collection);
      }
      clusters.clear();
    },
  };
}
