import { Cluster } from '../../features/cluster';
import { TargetContext } from '../../features/context';
import { Program } from '../../features/program';
import { quote } from '../../kubernetes/names';
import { DEFAULT_FLUX_VERSION, DEFAULT_KUBERNETES_VERSION } from '../../schema';
import { Versions } from '../../schema/version-props';

/** The versions of a cluster: its own, else those of its groups, its environments, the fleet. */
export function resolveVersions<C extends object>(context: TargetContext<C>, program: Program<C>): Versions {
  const { cluster } = context;
  const runsFlux = cluster.managedBy ?? cluster;
  if (cluster.managedBy && cluster.versions.flux !== undefined) {
    context.report(
      'version',
      [],
      `flux ${quote(cluster.versions.flux)} is given, but the cluster runs no Flux: give it to ${quote(cluster.managedBy.name)}`,
    );
  }
  return {
    flux: settle(context, 'flux', runsFlux, program) ?? DEFAULT_FLUX_VERSION,
    kubernetes: settle(context, 'kubernetes', cluster, program) ?? DEFAULT_KUBERNETES_VERSION,
  };
}

function settle<C extends object, K extends keyof Versions>(
  context: TargetContext<C>,
  product: K,
  cluster: Cluster<C>,
  program: Program<C>,
): Versions[K] | undefined {
  const own =
    cluster.versions[product] ?? cluster.groups.findLast((group) => group.versions[product])?.versions[product];
  if (own !== undefined) return own as Versions[K];
  const carried = program.environmentsOn(cluster);
  const given = carried.map((environment) => environment.versions[product]).filter((one) => one !== undefined);
  // Sorted numerically: 2.9 comes before 2.10.
  const said = [...new Set(given)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (said.length > 1) {
    context.report('version', [], `its environments say ${said.join(' and ')} for ${product}: give the cluster's own`);
  }
  return (said[0] ?? cluster.fleet.versions[product]) as Versions[K] | undefined;
}
