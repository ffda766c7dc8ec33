import { defined } from '../../core/defined';
import { TargetContext } from '../../features/context';
import { Program } from '../../features/program';
import { ResolvedProvision } from '../../features/provision';
import { quote } from '../../kubernetes/names';

/** The clusters that Cluster API makes from the context's cluster, by name. */
export function provisionsOf<C extends object>(
  context: TargetContext<C>,
  program: Program<C>,
): readonly ResolvedProvision[] {
  const here = program.clusters.filter(({ provisioning }) => provisioning?.by === context.cluster);
  if (here.length > 0 && context.cluster.drained) {
    context.report(
      'provision',
      [],
      `cluster ${quote(context.cluster.name)} is drained, but provisions ${here.map(({ name }) => quote(name)).join(', ')}: provision from another cluster first`,
    );
  }
  return here.map(({ name, managedBy, provisioning }): ResolvedProvision => {
    const { managementCluster: _, chart, ...props } = provisioning!.props;
    return { ...props, cluster: name, isRemote: managedBy !== undefined, ...defined({ chart: chart?.spec }) };
  });
}
