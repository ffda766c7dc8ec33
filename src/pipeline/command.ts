import { FleetError } from '../core/problem';
import { Command } from './protocol/options';
import { GuardedFleet, runCheck, runPlan, runSynth, SynthResult } from './run';

/**
 * Does what the `flux-fleet` command asks of the program that it started.
 *
 * @returns the outcome; undefined for a plan, which is in the command's report
 * @throws FleetError with everything that is wrong
 */
export function runCommand<C extends object>(fleet: GuardedFleet<C>, command: Command): SynthResult | undefined {
  printUncaught(command.events === undefined);
  switch (command.action) {
    case 'synth':
      return runSynth(fleet, command);
    case 'check':
      return runCheck(fleet, command);
    case 'plan':
      runPlan(fleet, command);
      return undefined;
  }
}

/**
 * Prints a FleetError that the program does not catch by its message alone: Node would show code of this library around
 * it.
 *
 * @param isShown whether the message is printed at all; as an event it has reached the command already
 */
function printUncaught(isShown: boolean): void {
  process.once('uncaughtException', (error) => {
    if (!(error instanceof FleetError)) {
      // Thrown anew, as Node reports what nobody listens for.
      setImmediate(() => {
        throw error;
      });
      return;
    }
    if (isShown) process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
