import { Cluster } from '../features/cluster';
import { bootstrapPlan, checkCluster } from './bootstrap';
import { fleetClusters } from './guard/fleet-clusters';
import { listedSecrets } from './model/secrets';
import { BootstrapOptions, CommandOptions } from './protocol/options';
import { recoveryPlan } from './recovery';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';

/**
 * Says how a cluster is made anew from its repository and its backups. Writes nothing.
 *
 * @throws FleetError when the program has problems, or something that must be there before is not
 */
export function runRecover<C extends object>(
  fleet: GuardedFleet<C>,
  { cluster, contexts = {}, ...options }: BootstrapOptions & CommandOptions,
): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const names = fleet.node.children.filter((child) => child instanceof Cluster).map(({ name }) => name);
    checkCluster(fleet, cluster, names.sort());
    const synthesis = synthesizeHere(fleet, { only: [cluster], onProgress });
    const recovery = recoveryPlan(fleet, {
      bootstrap: bootstrapPlan(fleet, synthesis, cluster, contexts),
      clusters: fleetClusters(fleet, synthesis.tree).next,
      secrets: listedSecrets(synthesis.resolved),
      contexts,
    });
    reportResult(reporter, options, { fleet: fleet.name, recovery }, fleet.outdir);
  });
}
