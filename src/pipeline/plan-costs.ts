import { defined } from '../core/defined';
import { costSettings } from '../features/costs';
import { FleetScope } from '../features/fleet';
import { ledgerChanges, ledgerOf } from '../ledger';
import type { PlanCosts } from '../plan/report/plan-report';
import { fleetClusters } from './guard/fleet-clusters';
import { ComparisonOptions } from './protocol/options';
import { Tree } from './write/tree';

/** How what a fleet asks for changes by a commit of what its program makes; undefined where nothing changes. */
export function planCosts<C extends object>(
  fleet: FleetScope<C>,
  tree: Tree,
  { base, first = false }: ComparisonOptions,
): PlanCosts | undefined {
  const prices = costSettings(fleet)?.prices;
  const clusters = fleetClusters(fleet, tree, first ? undefined : base);
  const old = ledgerOf(first ? [] : clusters.base());
  const changes = ledgerChanges(old, ledgerOf(clusters.next), prices);
  return changes.length === 0 ? undefined : { ...defined({ currency: prices?.currency }), changes };
}
