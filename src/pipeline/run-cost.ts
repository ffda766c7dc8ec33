import { defined } from '../core/defined';
import { costSettings } from '../features/costs';
import { ledgerChanges, ledgerOf, type LedgerReport, ledgerReport } from '../ledger';
import type { PlanCosts } from '../plan/report/plan-report';
import { fleetClusters } from './guard/fleet-clusters';
import { CommandOptions, ComparisonOptions } from './protocol/options';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';
import { Tree } from './write/tree';

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

/** How what a fleet asks for changes by a commit of what its program makes; undefined where nothing changes. */
export function planCosts<C extends object>(
  fleet: GuardedFleet<C>,
  tree: Tree,
  { base, first = false }: ComparisonOptions,
): PlanCosts | undefined {
  const prices = costSettings(fleet)?.prices;
  const clusters = fleetClusters(fleet, tree, first ? undefined : base);
  const old = ledgerOf(first ? [] : clusters.base());
  const changes = ledgerChanges(old, ledgerOf(clusters.next), prices);
  return changes.length === 0 ? undefined : { ...defined({ currency: prices?.currency }), changes };
}
