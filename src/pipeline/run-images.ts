import { FleetError } from '../core/problem';
import { imageChecks, imageRegistry } from '../features/images';
import { CommandOptions } from './protocol/options';
import { GuardedFleet, reportResult, withReporter } from './run';

/**
 * Tells the images that Flux updates, with their policies. Writes nothing. The versions file may lack entries, and only
 * the problems of the images count: the command is there to mend them.
 *
 * @throws FleetError when the updates or the automations have problems of their own
 */
export function runImages<C extends object>(fleet: GuardedFleet<C>, options: CommandOptions): void {
  withReporter(fleet, options, (reporter) => {
    const registry = imageRegistry(fleet);
    const images = registry === undefined ? [] : imageChecks().imageReports(fleet, registry);
    const wrong = fleet.problems.problems.filter(({ id }) => id === 'option' || id === 'image');
    if (wrong.length > 0) throw new FleetError(wrong);
    reportResult(reporter, options, { fleet: fleet.name, images }, fleet.outdir);
  });
}
