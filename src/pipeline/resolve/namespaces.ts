import { compare } from '../../core/order';
import { ProblemCollector } from '../../core/problem';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

/** A namespace of a tenant, or the one of another cluster on its manager or management cluster. */
interface Made {
  readonly namespace: string;
  readonly what: 'cluster' | 'tenant';
  /** Address of the tenant or cluster. */
  readonly at: string;
}

/**
 * Checks that no tenant has a namespace of another one, or of a remote cluster. Names are made of parts, which may meet:
 * environment `dev` with tenant `a-shop`, and environment `dev-a` with tenant `shop`. Without this check, each object in
 * the namespace would be reported.
 */
export function checkNamespaces(clusters: readonly ResolvedCluster[], problems: ProblemCollector): void {
  for (const cluster of clusters) {
    const remotes = clusters.filter(
      ({ manager, provisionedBy }) => manager === cluster.name || provisionedBy === cluster.name,
    );
    const made = new Map<string, Made>();
    const all = [
      ...remotes.map(({ name }): Made => ({ namespace: name, what: 'cluster', at: name })),
      ...namespacesOn(cluster).sort((a, b) => compare(a.at, b.at)),
    ];
    for (const one of all) {
      const other = made.get(one.namespace);
      if (other === undefined) made.set(one.namespace, one);
      else if (one.at !== other.at) {
        const message = `namespace ${quote(one.namespace)} is that of ${other.what} ${other.at} too: rename one of them, or give one environment another prefix`;
        problems.add('namespace', one.at, message);
      }
    }
  }
}

function namespacesOn({ name: cluster, environments }: ResolvedCluster): Made[] {
  return environments.flatMap(({ name: environment, tenants }) =>
    tenants.flatMap(({ name, spaces }) =>
      spaces.map(({ namespace }): Made => ({ namespace, what: 'tenant', at: `${environment}/${cluster}/${name}` })),
    ),
  );
}
