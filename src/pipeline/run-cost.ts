import { costSettings } from '../features/costs';
import { type CostReport, ledgerOf, ledgerReport, loadOf } from '../ledger';
import { fleetClusters } from './guard/fleet-clusters';
import { CommandOptions } from './protocol/options';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';

/**
 * Says what the fleet asks for, and what Flux does for it. Writes nothing.
 *
 * @throws FleetError when the program has problems
 */
export function runCost<C extends object>(fleet: GuardedFleet<C>, options: CommandOptions): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const { tree } = synthesizeHere(fleet, { onProgress });
    const { next } = fleetClusters(fleet, tree);
    const ledger = ledgerReport(ledgerOf(next), costSettings(fleet)?.prices);
    const cost: CostReport = { ...ledger, load: loadOf(next) };
    reportResult(reporter, options, { fleet: fleet.name, cost }, fleet.outdir);
  });
}
