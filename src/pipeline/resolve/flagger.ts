import { ProblemCollector } from '../../core/problem';
import { bringsFlagger } from '../../features/progressive';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

/**
 * Lets the progressive delivery of a cluster's apps wait for the components that seem to bring Flagger, and warns if there
 * are none.
 */
export function awaitFlagger(cluster: ResolvedCluster, warnings: ProblemCollector): ResolvedCluster {
  const { name, components } = cluster;
  const ofCluster = components.filter(bringsFlagger).map((one) => one.name);
  const environments = cluster.environments.map((environment) => {
    if (environment.progressive === undefined) return environment;
    const here = environment.components.filter(bringsFlagger).map((one) => one.name);
    const flagger = { here, cluster: ofCluster };
    if (here.length + ofCluster.length > 0)
      return { ...environment, progressive: environment.progressive.map((one) => ({ ...one, flagger })) };
    for (const { tenant, app } of environment.progressive)
      warnings.add('no-flagger', `${environment.name}/${name}/${tenant}/${app}`, missing(name));
    return environment;
  });
  return { ...cluster, environments };
}

function missing(cluster: string): string {
  return `no component of cluster ${quote(cluster)} brings Flagger by its name, chart, folder or objects, and without it nobody acts on the Canary: add one, such as HelmChart.oci({ url: 'oci://ghcr.io/fluxcd/charts/flagger', version: '1.44.0' }), or acknowledge the warning where somebody else installs it`;
}
