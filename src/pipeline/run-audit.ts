import { audit, type StatedException } from '../audit';
import { defined } from '../core/defined';
import { today } from '../core/today';
import { backupsOf } from '../features/backup';
import { FleetScope } from '../features/fleet';
import { planPolicies } from '../features/plan-policy';
import { fleetClusters } from './guard/fleet-clusters';
import { AuditOptions, CommandOptions } from './protocol/options';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';

/**
 * Says who may do what where, which policies hold, and which exceptions there are. Writes nothing.
 *
 * @throws FleetError when the program has problems, or the base cannot be read
 */
export function runAudit<C extends object>(
  fleet: GuardedFleet<C>,
  { base, ...options }: AuditOptions & CommandOptions,
): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const { tree } = synthesizeHere(fleet, { onProgress });
    const clusters = fleetClusters(fleet, tree, base);
    const report = audit({
      clusters: clusters.next,
      stated: statedExceptions(fleet),
      today: today(),
      ...defined({ base: base === undefined ? undefined : { ref: base, clusters: clusters.base() } }),
    });
    reportResult(reporter, options, { fleet: fleet.name, audit: report }, fleet.outdir);
  });
}

/** Exceptions that the program states. */
function statedExceptions<C extends object>(fleet: FleetScope<C>): StatedException[] {
  return [
    ...fleet.acknowledgedRules.map(({ rule, object, reason, until }) => ({
      what: `rule ${rule} is not kept by ${object}`,
      reason,
      ...defined({ until }),
    })),
    ...(planPolicies(fleet)?.acknowledged ?? []).map(({ policy, object, reason, until }) => ({
      what: `plan policy ${policy} is not kept by ${object}`,
      reason,
      ...defined({ until }),
    })),
    ...(backupsOf(fleet)?.acknowledgements ?? []).map(({ object, reason, until }) => ({
      what: `${object} has no backup`,
      reason,
      ...defined({ until }),
    })),
    ...fleet.acknowledgedLeaks.map(({ object, field, reason }) => ({
      what: `${object} may have ${field} in plain text`,
      reason,
    })),
    ...Array.from(fleet.acknowledgedWarnings, ([id, reason]) => ({ what: `warnings ${id} are silenced`, reason })),
  ];
}
