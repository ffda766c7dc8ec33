import { FleetError } from '../core/problem';
import { Command } from './protocol/options';
import { GuardedFleet, runCheck, runPlan, runSynth, SynthResult } from './run';

/**
 * Runs the action that the `flux-fleet` command requests from the program.
 *
 * @returns the result; undefined for the other actions, whose results are in the command's report
 * @throws FleetError with all problems
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
    case 'bootstrap': {
      // Loaded on first use: other runs bring no cluster up.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runBootstrap } = require('./run-bootstrap') as typeof import('./run-bootstrap');
      runBootstrap(fleet, command);
      return undefined;
    }
    case 'query': {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runQuery } = require('./run-query') as typeof import('./run-query');
      runQuery(fleet, command);
      return undefined;
    }
    case 'diff': {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runDiff } = require('./run-diff') as typeof import('./run-diff');
      runDiff(fleet, command);
      return undefined;
    }
    case 'images': {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runImages } = require('./run-images') as typeof import('./run-images');
      runImages(fleet, command);
      return undefined;
    }
    case 'cost': {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runCost } = require('./run-cost') as typeof import('./run-cost');
      runCost(fleet, command);
      return undefined;
    }
    case 'audit': {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runAudit } = require('./run-audit') as typeof import('./run-audit');
      runAudit(fleet, command);
      return undefined;
    }
    case 'recover': {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runRecover } = require('./run-recover') as typeof import('./run-recover');
      runRecover(fleet, command);
      return undefined;
    }
  }
}

/**
 * Prints only the message of a FleetError that the program does not catch: Node would also show code of this library.
 *
 * @param isShown whether to print the message at all; an event has already delivered it to the command
 */
function printUncaught(isShown: boolean): void {
  process.once('uncaughtException', (error) => {
    if (!(error instanceof FleetError)) {
      // Thrown again, so that Node reports it as any uncaught error.
      setImmediate(() => {
        throw error;
      });
      return;
    }
    if (isShown) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { errorLinks } = require('../plan/guard/links') as typeof import('../plan/guard/links');
      process.stderr.write(`${error.message}\n${errorLinks(error.problems.map(({ id }) => id))}`);
    }
    process.exitCode = 1;
  });
}
