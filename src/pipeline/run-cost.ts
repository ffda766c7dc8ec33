import { costSettings } from '../features/costs';
import { ledgerOf, type LedgerReport, ledgerReport } from '../ledger';
import { fleetClusters } from './guard/fleet-clusters';
import { CommandOptions } from './protocol/options';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';

/**
 * Says what the fleet asks for. Writes nothing.
 *
 * @throws FleetError when the program has problems
 */
export function runCost<C extends object>(fleet: GuardedFleet<C>, options: CommandOptions): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const { tree } = synthesizeHere(fleet, { onProgress });
    const cost: LedgerReport = ledgerReport(ledgerOf(fleetClusters(fleet, tree).next), costSettings(fleet)?.prices);
    reportResult(reporter, options, { fleet: fleet.name, cost }, fleet.outdir);
  });
}
