import { ProblemCollector } from '../../core/problem';
import { bringsFlagger } from '../../features/progressive';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

/** Warns of the apps of a cluster that are delivered progressively, if nothing there seems to bring Flagger. */
export function withoutFlagger(cluster: ResolvedCluster, warnings: ProblemCollector): void {
  const { name, environments } = cluster;
  if ([...cluster.components, ...environments.flatMap(({ components }) => components)].some(bringsFlagger)) return;
  for (const { name: environment, progressive = [] } of environments) {
    for (const { tenant, app } of progressive) {
      const message = `no component of cluster ${quote(name)} brings Flagger by its name, chart, folder or objects, and without it nobody acts on the Canary: add one, such as HelmChart.oci({ url: 'oci://ghcr.io/fluxcd/charts/flagger', version: '1.44.x' }), or acknowledge the warning where somebody else installs it`;
      warnings.add('no-flagger', `${environment}/${name}/${tenant}/${app}`, message);
    }
  }
}
