import { Cluster } from '../features/cluster';
import { bootstrapPlan, checkCluster } from './bootstrap';
import { BootstrapOptions, CommandOptions } from './protocol/options';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';

/**
 * Says what brings a cluster to follow its folder. Writes nothing.
 *
 * @throws FleetError when the program has problems, or something that must be there before is not
 */
export function runBootstrap<C extends object>(
  fleet: GuardedFleet<C>,
  { cluster, contexts = {}, ...options }: BootstrapOptions & CommandOptions,
): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const clusters = fleet.node.children.filter((child) => child instanceof Cluster);
    const names = clusters.map(({ name }) => name).sort();
    checkCluster(fleet, cluster, names);
    const synthesis = synthesizeHere(fleet, { only: [cluster], onProgress });
    const bootstrap = bootstrapPlan(fleet, synthesis, cluster, contexts);
    reportResult(reporter, options, { fleet: fleet.name, bootstrap }, fleet.outdir);
  });
}
