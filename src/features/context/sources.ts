import { Cluster } from '../cluster';
import { Environment } from '../environment';
import { GivenSources } from '../fleet';
import { onBranch, SourceSpec } from '../source';

/** The sources of a cluster's folder, or of an environment's on it. */
export interface SourcesAt {
  /** The one that Flux reads. */
  readonly source: SourceSpec;
  /** The one beside it, while it goes over from one to the other. */
  readonly standby?: SourceSpec;
}

/** The sources at a target: the environment's, else the cluster's, its manager's, and the fleet's. */
export function sourcesAt<C extends object>(cluster: Cluster<C>, environment?: Environment<C>): SourcesAt {
  const { fleet, managedBy } = cluster;
  const above: readonly GivenSources[] = [
    cluster.sources,
    ...(managedBy ? [managedBy.sources] : []),
    { source: fleet.source, ...(fleet.standby ? { standby: fleet.standby } : {}) },
  ];
  if (environment === undefined) return strongest(above);
  const { branch, ...own } = environment.sources;
  if (branch === undefined) return strongest([own, ...above]);
  const branched = above.map(({ source, standby }) => ({
    ...(source ? { source: onBranch(source, branch) } : {}),
    ...(standby ? { standby: onBranch(standby, branch) } : {}),
  }));
  return strongest([own, ...branched]);
}

/** What the strongest layer with a source says, and a source beside it that none but stronger layers give. */
function strongest(layers: readonly GivenSources[]): SourcesAt {
  const at = layers.findIndex(({ source }) => source !== undefined);
  const standby = layers.slice(0, at + 1).find((layer) => layer.standby !== undefined)?.standby;
  return { source: layers[at]!.source!, ...(standby ? { standby } : {}) };
}
