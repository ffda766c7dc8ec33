import { defined } from '../../core/defined';
import { Cluster } from '../../features/cluster';
import { TargetContext } from '../../features/context';
import { ResolvedProvision } from '../../features/provision';
import { inlineProblem } from '../../features/source';
import { quote } from '../../kubernetes/names';
import { Versions } from '../../schema/version-props';

/** Provisions of the clusters that Cluster API makes from the context's cluster; at least one. */
export function provisionsOf<C extends object>(
  context: TargetContext<C>,
  made: ReadonlyArray<Cluster<C>>,
  { flux }: Versions,
): readonly ResolvedProvision[] {
  if (context.cluster.drained) {
    context.report(
      'provision',
      [],
      `cluster ${quote(context.cluster.name)} is drained, but provisions ${made.map(({ name }) => quote(name)).join(', ')}: provision from another cluster first`,
    );
  }
  return made.map(({ name, managedBy, provisioning }): ResolvedProvision => {
    const { managementCluster: _, chart, ...props } = provisioning!.props;
    context.report('version', [], chart && inlineProblem(chart.spec, flux, context.cluster.name));
    return { ...props, cluster: name, isRemote: managedBy !== undefined, ...defined({ chart: chart?.spec }) };
  });
}
